import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Application, missingOf } from "./application.js";
import {
  daysBetween,
  dueReminder,
  hasTermEnded,
  isReasonGiven,
  membershipActs,
  membershipStatuses,
  membershipTransitions,
  nextStatus,
  reasonWords,
  termFrom,
} from "./membership.js";

const day = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2090-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe("steps", () => {
  test("an act leads only where the transition table allows, and never out of an unknown state", () => {
    for (const from of membershipStatuses)
      for (const act of membershipActs) {
        const to = nextStatus(act, from);
        if (to !== undefined && to !== from) expect(membershipTransitions[from]).toContain(to);
      }
  });

  test("nobody is appointed without the hospital's consent, and every way out has a way back to it", () => {
    for (const from of membershipStatuses)
      expect(nextStatus("appoint", from)).toBe(from === "hospital_approved" ? "appointed" : undefined);
    const exits = ["inactive", "retired", "transferred", "revoked", "refused", "withdrawn"] as const;
    for (const from of exits) expect(nextStatus("reactivate", from)).toBe("applied");
    expect(nextStatus("reactivate", "appointed")).toBeUndefined();
    expect(nextStatus("reactivate", "hospital_approved")).toBeUndefined();
  });

  test("a pause ends by resuming, an application by nothing but its own steps", () => {
    expect(nextStatus("pause", "appointed")).toBe("paused");
    expect(nextStatus("resume", "paused")).toBe("appointed");
    expect(nextStatus("resume", "hospital_approved")).toBeUndefined();
    expect(nextStatus("pause", "applied")).toBeUndefined();
    expect(nextStatus("renew", "appointed")).toBe("appointed");
    expect(nextStatus("renew", "inactive")).toBeUndefined();
  });

  test("a reason is one of the act's own; 其他 says which", () => {
    expect(isReasonGiven("pause", "health", "")).toBe(true);
    expect(isReasonGiven("pause", "licence_lost", "")).toBe(false);
    expect(isReasonGiven("refuse", "other", "  ")).toBe(false);
    expect(isReasonGiven("refuse", "other", "名额")).toBe(true);
    expect(reasonWords("term_ended").zh).toBe("聘期已满未续聘");
  });
});

describe("term", () => {
  test("four years end the day before the anniversary, on leap days too", () => {
    expect(termFrom("2026-03-01")).toEqual({ from: "2026-03-01", to: "2030-02-28" });
    expect(termFrom("2024-02-29", 1)).toEqual({ from: "2024-02-29", to: "2025-02-28" });
  });

  test("each reminder is given once, the later one alone when both were missed, none after the end", () => {
    expect(dueReminder("2026-01-01", "2026-03-03", null)).toBeUndefined();
    expect(dueReminder("2026-01-02", "2026-03-03", null)).toBe(60);
    expect(dueReminder("2026-01-03", "2026-03-03", 60)).toBeUndefined();
    expect(dueReminder("2026-02-01", "2026-03-03", 60)).toBe(30);
    expect(dueReminder("2026-02-20", "2026-03-03", null)).toBe(30);
    expect(dueReminder("2026-02-20", "2026-03-03", 30)).toBeUndefined();
    expect(dueReminder("2026-03-04", "2026-03-03", null)).toBeUndefined();
    expect(hasTermEnded("2026-03-03", "2026-03-03")).toBe(false);
    expect(hasTermEnded("2026-03-04", "2026-03-03")).toBe(true);
  });

  test("over any term, day after day, exactly the two reminders are given and then it ends", () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 61, max: 1500 }),
        fc.integer({ min: 1, max: 29 }),
        (start, days, stride) => {
          const at = (n: number) => new Date(Date.parse(start) + n * 86_400_000).toISOString().slice(0, 10);
          const end = at(days);
          const given: number[] = [];
          for (let n = 0; n <= days; n += stride) {
            const due = dueReminder(at(n), end, given.at(-1) ?? null);
            if (due !== undefined) given.push(due);
          }
          expect(given).toEqual([60, 30]);
          expect(hasTermEnded(at(days + 1), end)).toBe(true);
          expect(daysBetween(start, end)).toBe(days);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("completeness", () => {
  const complete: Application = {
    name: "林未央",
    departmentName: "心血管内科",
    titleText: "主治医师",
    licenceNumber: "110330100001234",
    independentSinceOn: "2015-07-01",
    skillsText: "冠心病介入",
    specialtyCodes: [],
  };
  const reading = {
    titleRank: "other",
    specialtyCodes: ["03.04"],
    hasPhone: true,
    today: "2026-06-01",
  } as const;
  const codes = (application: Application, read: Parameters<typeof missingOf>[1]) =>
    missingOf(application, read).map(({ code }) => code);

  test("what is missing is named, blocking things first", () => {
    expect(codes(complete, reading)).toEqual([]);
    expect(codes({ ...complete, skillsText: "", licenceNumber: null }, reading)).toEqual([
      "licence",
      "skills",
    ]);
    expect(codes(complete, { ...reading, specialtyCodes: [], hasPhone: false })).toEqual([
      "specialty",
      "phone",
    ]);
  });

  test("three years of independent practice: a senior title implies them, a date decides", () => {
    expect(codes({ ...complete, independentSinceOn: null }, reading)).toEqual(["independent_since"]);
    expect(codes({ ...complete, independentSinceOn: null }, { ...reading, titleRank: "associate" })).toEqual(
      [],
    );
    expect(codes({ ...complete, independentSinceOn: "2023-06-03" }, reading)).toEqual([
      "independent_three_years",
    ]);
    expect(codes({ ...complete, independentSinceOn: "2023-06-01" }, reading)).toEqual([]);
  });
});
