import fc from "fast-check";
import { expect, test } from "vitest";
import { addMinutes, instant } from "../../kernel/time.js";
import { urgencyLevels } from "../../kernel/urgency.js";
import { channels, weights } from "./channels.js";
import {
  defaultOrder,
  freeAt,
  mayBreakQuiet,
  type PersonRules,
  planDeliveries,
  type Reach,
  weightOf,
} from "./plan.js";
import { isQuiet, quietEndsAt } from "./quiet-hours.js";
import { mostAttempts, nextTryAt } from "./retry.js";

const zones = [
  "Asia/Shanghai",
  "Asia/Urumqi",
  "Europe/Berlin",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "UTC",
];
const clock = fc
  .integer({ min: 0, max: 1439 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`);
const anInstant = fc
  .date({ min: new Date("2025-01-01T00:00:00Z"), max: new Date("2027-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => instant(date));
const quietHours = fc.record({ from: clock, to: clock });
const rules: fc.Arbitrary<PersonRules> = fc.record({
  order: fc.record({
    urgent: fc.shuffledSubarray([...channels]),
    work: fc.shuffledSubarray([...channels]),
    news: fc.shuffledSubarray([...channels]),
  }),
  quiet: fc.option(quietHours),
  timeZone: fc.constantFrom(...zones),
});

test("quiet hours over midnight hold on the person's own clock, their end is not quiet any more", () => {
  const night = { from: "22:00", to: "07:00" };
  const at = (text: string) => isQuiet(instant(text), night, "Asia/Shanghai");
  expect([at("2026-03-02T13:59:59Z"), at("2026-03-02T14:00:00Z")]).toEqual([false, true]);
  expect([at("2026-03-02T22:59:59Z"), at("2026-03-02T23:00:00Z")]).toEqual([true, false]);
  expect(quietEndsAt(instant("2026-03-02T15:10:20Z"), night, "Asia/Shanghai")).toBe(
    "2026-03-02T23:00:00.000Z",
  );
  // 02:30 does not exist on the night Berlin's clocks go forward; quiet ends when 03:00 comes instead.
  expect(quietEndsAt(instant("2026-03-28T22:30:00Z"), { from: "23:00", to: "02:30" }, "Europe/Berlin")).toBe(
    "2026-03-29T01:00:00.000Z",
  );
  expect(isQuiet(instant("2026-03-02T15:00:00Z"), { from: "08:00", to: "08:00" }, "UTC")).toBe(false);
});

test("law: quiet hours end at the first minute that is not quiet, within a day and three hours", () => {
  fc.assert(
    fc.property(anInstant, quietHours, fc.constantFrom(...zones), (at, quiet, zone) => {
      const end = quietEndsAt(at, quiet, zone);
      expect(isQuiet(end, quiet, zone)).toBe(false);
      if (!isQuiet(at, quiet, zone)) expect(end).toBe(at);
      else {
        expect(end > at).toBe(true);
        expect(end < addMinutes(at, 27 * 60)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test("law: nothing is planned into quiet hours, a call or after the deadline, and each channel at most once", () => {
  fc.assert(
    fc.property(
      rules,
      anInstant,
      fc.constantFrom(...weights),
      fc.option(fc.constantFrom(...urgencyLevels)),
      fc.option(fc.integer({ min: -60, max: 600 })),
      fc.option(fc.integer({ min: 1, max: 600 })),
      fc.array(fc.constantFrom(...channels)),
      (person, now, weight, level, call, deadline, usable) => {
        const state = { inCallUntil: call === null ? null : addMinutes(now, call) };
        const expiresAt = deadline === null ? null : addMinutes(now, deadline);
        const reach = (channel: (typeof channels)[number]): Reach =>
          usable.includes(channel) ? "ready" : "no_address";
        const planned = planDeliveries({ weight, level, expiresAt }, person, reach, state, now);
        expect(new Set(planned.map((one) => one.channel)).size).toBe(planned.length);
        let before = now;
        for (const one of planned) {
          if ("suppressed" in one) continue;
          expect(usable).toContain(one.channel);
          expect(one.dueAt >= before).toBe(true);
          before = one.dueAt;
          if (state.inCallUntil !== null) expect(one.dueAt >= state.inCallUntil).toBe(true);
          if (expiresAt !== null) expect(one.dueAt < expiresAt).toBe(true);
          if (!mayBreakQuiet(weight, level))
            expect(isQuiet(one.dueAt, person.quiet, person.timeZone)).toBe(false);
        }
        // Held messages come once: the digest tells the rest.
        expect(planned.filter((one) => "isHeld" in one && one.isHeld).length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 300 },
  );
});

const day = instant("2026-03-02T02:00:00Z");
const night = instant("2026-03-02T16:00:00Z");
const person: PersonRules = {
  order: { ...defaultOrder, urgent: ["push", "sms", "email"] },
  quiet: { from: "22:00", to: "07:00" },
  timeZone: "Asia/Shanghai",
};
const all = (): Reach => "ready";
const free = { inCallUntil: null };

test("an unseen urgent offer goes from channel to channel, sooner the more urgent it is", () => {
  const due = (level: "I" | "II") =>
    planDeliveries({ weight: "urgent", level, expiresAt: null }, person, all, free, day).map((one) =>
      "dueAt" in one ? one.dueAt.slice(11, 16) : one.suppressed,
    );
  expect(due("I")).toEqual(["02:00", "02:01", "02:02"]);
  expect(due("II")).toEqual(["02:00", "02:02", "02:04"]);
});

test("only level I wakes a person; a call is not broken into by anything", () => {
  const first = (level: "I" | "II", state = free as { inCallUntil: typeof day | null }) =>
    planDeliveries({ weight: "urgent", level, expiresAt: null }, person, all, state, night)[0];
  expect(first("I")).toMatchObject({ dueAt: night, isHeld: false });
  expect(first("II")).toMatchObject({ dueAt: "2026-03-02T23:00:00.000Z", isHeld: true });
  const inCallUntil = addMinutes(night, 20);
  expect(first("I", { inCallUntil })).toMatchObject({ dueAt: inCallUntil, isHeld: true });
  expect(freeAt(day, person, { inCallUntil: addMinutes(day, -5) }, false)).toBe(day);
});

test("what cannot be reached or comes too late is on record with its reason", () => {
  const reach = (channel: string): Reach => (channel === "push" ? "not_configured" : "ready");
  const expiresAt = addMinutes(day, 2);
  expect(planDeliveries({ weight: "urgent", level: "II", expiresAt }, person, reach, free, day)).toEqual([
    { channel: "push", step: 0, suppressed: "not_configured" },
    { channel: "sms", step: 0, dueAt: day, isHeld: false },
    { channel: "email", step: 1, suppressed: "too_late" },
  ]);
});

test("an offer weighs by its level, a hand-over always presses, the rest is news", () => {
  expect(weightOf("offer_sent", "II")).toBe("urgent");
  expect(weightOf("offer_sent", "III")).toBe("work");
  expect(weightOf("case_with_dispatcher", null)).toBe("urgent");
  expect(weightOf("opinion_signed", null)).toBe("work");
  expect(weightOf("verification_due", null)).toBe("news");
});

test("law: tries come later and later within bounds, never past the deadline, and end", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 100_000 })),
      fc.option(fc.integer({ min: 1, max: 90 })),
      (attempt, random, retryAfter, deadline) => {
        const notAfter = deadline === null ? null : addMinutes(day, deadline);
        const next = nextTryAt(attempt, random, day, retryAfter, notAfter);
        if (next === null) {
          expect(attempt >= mostAttempts || notAfter !== null).toBe(true);
          return;
        }
        const seconds = (Date.parse(next) - Date.parse(day)) / 1000;
        expect(attempt).toBeLessThan(mostAttempts);
        expect(seconds).toBeGreaterThanOrEqual(2);
        expect(seconds).toBeLessThanOrEqual(Math.max(600, Math.min(retryAfter ?? 0, 3600)));
        if (retryAfter !== null) expect(seconds).toBeGreaterThanOrEqual(Math.min(retryAfter, 3600));
        if (notAfter !== null) expect(next < notAfter).toBe(true);
      },
    ),
  );
  expect(nextTryAt(1, 0, day)).toBe("2026-03-02T02:00:05.000Z");
  expect(nextTryAt(mostAttempts, 0, day)).toBeNull();
});
