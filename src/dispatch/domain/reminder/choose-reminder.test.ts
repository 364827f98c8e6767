import fc from "fast-check";
import { expect, test } from "vitest";
import { addMinutes, instant, minutesBetween } from "../../../kernel/time.js";
import { defaultPolicy, policyProblems } from "../policy/dispatch-policy.js";
import {
  addOutcome,
  newResponseModel,
  refit,
  remindedChances,
  type ResponseOutcome,
} from "../response/exports.js";
import { chooseReminder, type ReminderAsk, type ReminderBar, reminderInstants } from "./choose-reminder.js";
import { noReminders } from "./reminder-rule.js";
import { reminderWords } from "./reminder-words.js";

const rule = { ...noReminders, isOn: true };
const start = instant("2026-01-05T00:00:00+08:00"); // a Monday
const sentAt = instant("2026-04-01T11:30:00+08:00"); // a Wednesday

/** Each day one offer at that hour, answered after so many minutes or run out. */
const habit = (hour: number, waitedMinutes: number, end: ResponseOutcome["end"]): ResponseOutcome[] =>
  Array.from({ length: 84 }, (_, day) => ({
    expertId: "a",
    groupId: "03.01",
    level: "IV",
    sentAt: addMinutes(start, day * 1440 + hour * 60),
    end,
    waitedMinutes,
  }));
const modelOf = (...outcomes: ResponseOutcome[]) => {
  const model = newResponseModel(start);
  for (const outcome of outcomes) addOutcome(model, outcome);
  refit(model, sentAt);
  return model;
};
/** He answers in the afternoon within three minutes, and hardly before. */
const afternoons = modelOf(...habit(10, 240, "expired"), ...habit(14, 3, "accepted"));

const askOf = (
  bar: (at: string) => ReminderBar | null = () => null,
  over: Partial<ReminderAsk> = {},
): ReminderAsk => {
  const asked = { sentAt, expiresAt: addMinutes(sentAt, 240), now: addMinutes(sentAt, 1), ...over };
  return {
    expertId: "a",
    groupId: "03.01",
    level: "IV",
    utcOffsetMinutes: 480,
    barredBy: reminderInstants(asked, rule).map((at) => bar(at)),
    ...asked,
  };
};

test("who answers in the afternoon is reminded in the afternoon, in words that say so", () => {
  const choice = chooseReminder(afternoons, askOf(), rule);
  const hour = new Date(Date.parse(choice.remindAt ?? "") + 8 * 3_600_000).getUTCHours();
  expect(choice).toMatchObject({ basis: "learned", silentMinutes: 1, avoided: [] });
  expect(hour).toBe(14);
  expect(choice.chanceWith).toBeGreaterThan(choice.chanceWithout);
  const words = reminderWords(choice);
  expect(words.zh).toMatch(/^周三下午通常 3 分钟应答（.+）；时限内应答的可能由约 \d+% 升至约 \d+%$/);
  expect(words.en).toMatch(/^usually answers Wednesdays in the afternoon within 3 min/);
});

test("of whom nothing is known the fixed rule holds, and says so", () => {
  const choice = chooseReminder(newResponseModel(start), askOf(), rule);
  expect(choice.basis).toBe("fixed");
  expect(minutesBetween(sentAt, choice.remindAt ?? sentAt)).toBeCloseTo(120, -1);
  expect(reminderWords(choice).zh).toContain("提醒时刻按固定规则");
  // Others' answers are no evidence of his.
  expect(chooseReminder(afternoons, askOf(undefined, { expertId: "new" }), rule).basis).toBe("fixed");
});

test("surgery over the best hour moves the reminder, and is named; where every minute is barred there is none", () => {
  const [from, to] = [instant("2026-04-01T13:50:00+08:00"), instant("2026-04-01T14:20:00+08:00")];
  const best = chooseReminder(afternoons, askOf(), rule).remindAt ?? "";
  expect(best >= from && best < to).toBe(true);
  const choice = chooseReminder(
    afternoons,
    askOf((at) => (at >= from && at < to ? "surgery" : null)),
    rule,
  );
  expect(choice.remindAt).not.toBeNull();
  expect((choice.remindAt ?? "") < from || (choice.remindAt ?? "") >= to).toBe(true);
  expect(reminderWords(choice)).toEqual({
    zh: expect.stringContaining("已避开手术"),
    en: expect.stringContaining("kept clear of surgery"),
  });
  const none = chooseReminder(
    afternoons,
    askOf(() => "quiet_hours"),
    rule,
  );
  expect(none).toMatchObject({ remindAt: null, avoided: ["quiet_hours"] });
  expect(none.chanceWith).toBe(none.chanceWithout);
});

test("whatever is barred: never then, never late, and no allowed minute that leaves his time is worth more", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.constantFrom(2, 5, 15, 240),
      fc.infiniteStream(fc.boolean()),
      (silentShare, open, bars) => {
        const expiresAt = addMinutes(sentAt, open);
        const now = addMinutes(sentAt, (open * silentShare) / 200);
        const ask = askOf(() => (bars.next().value ? "surgery" : null), { expiresAt, now });
        const instants = reminderInstants(ask, rule);
        const choice = chooseReminder(afternoons, ask, rule);
        if (choice.remindAt === null) return;
        const at = instants.indexOf(choice.remindAt);
        expect(ask.barredBy[at]).toBeNull();
        expect(choice.remindAt >= now).toBe(true);
        expect(minutesBetween(choice.remindAt, expiresAt)).toBeGreaterThanOrEqual(open * 0.25 - 1e-6);
        const { withReminder } = remindedChances(
          afternoons,
          { ...ask, sentAt },
          {
            silentMinutes: minutesBetween(sentAt, now),
            untilMinutes: open,
            atMinutes: instants.map((one) => minutesBetween(sentAt, one)),
          },
        );
        const left = open - Math.max(open / 4, Math.min(3, open / 2));
        const able = withReminder.filter(
          (_, i) => ask.barredBy[i] === null && minutesBetween(sentAt, instants[i] ?? sentAt) <= left,
        );
        if (able.length > 0) expect(choice.chanceWith).toBeGreaterThanOrEqual(Math.max(...able) - 1e-9);
      },
    ),
  );
});

test("a version without the rule reminds nobody; numbers out of bounds are named", () => {
  const { reminder: _, ...older } = defaultPolicy;
  expect(policyProblems(older)).toEqual([]);
  expect(policyProblems(defaultPolicy)).toEqual([]);
  const late = { ...defaultPolicy, reminder: { ...rule, fixedShare: 0.85 } };
  expect(policyProblems(late).map(({ field }) => field)).toEqual(["reminder.fixedShare"]);
  const none = { ...defaultPolicy, reminder: { ...rule, leastLeftShare: 0 } };
  expect(policyProblems(none).map(({ field }) => field)).toEqual(["reminder.leastLeftShare"]);
});
