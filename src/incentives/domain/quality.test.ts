import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countedMinutes, creditCentsOf, underCap } from "./credits.js";
import { betaCdf, median, shrunkShare } from "./estimate.js";
import { periodDates, placeNominees } from "./honours.js";
import { heldReasonsOf, namesPatient } from "./patient-words.js";
import { judgeApproval, judgeClosing, judgeResolution, nextMonth, type Batch } from "./settlement.js";

describe("credits", () => {
  test("three hours are a credit, rounded down; a year holds no more than its cap", () => {
    expect([30, 180, 179].map((minutes) => creditCentsOf(minutes, { minutesPerCredit: 180 }))).toEqual([
      16, 100, 99,
    ]);
    expect([underCap(16, 990, 1000), underCap(16, 1000, 1000), underCap(16, 0, 1000)]).toEqual([10, 0, 16]);
    const rules = { writtenMinutes: 30, videoMinutes: 30 };
    expect(countedMinutes({ mode: "video", minutes: 75 }, rules)).toBe(75);
    expect(countedMinutes({ mode: "video", minutes: null }, rules)).toBe(30);
  });
});

describe("estimates", () => {
  test("the beta distribution at known points", () => {
    expect(betaCdf(0.5, 2, 2)).toBeCloseTo(0.5, 10);
    expect(betaCdf(0.25, 1, 1)).toBeCloseTo(0.25, 10);
    // 1 - (1 - x)^n for Beta(1, n).
    expect(betaCdf(0.1, 1, 20)).toBeCloseTo(1 - 0.9 ** 20, 10);
  });

  test("law: between own share and the peers', inside its interval, narrower with more cases", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (of, share, peers) => {
          const hits = Math.round(share * of * 2) / 2;
          const { value, low, high } = shrunkShare(hits, of, peers, 8, 0.95);
          expect(value).toBeGreaterThanOrEqual(Math.min(hits / of, peers) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(hits / of, peers) + 1e-9);
          expect(low).toBeLessThan(value);
          expect(high).toBeGreaterThan(value);
          const more = shrunkShare(hits * 10, of * 10, peers, 8, 0.95);
          expect(more.high - more.low).toBeLessThan(high - low);
        },
      ),
    );
  });

  test("median", () =>
    expect([median([]), median([3]), median([4, 1]), median([9, 1, 5])]).toEqual([null, 3, 2.5, 5]));
});

describe("honours", () => {
  const list = {
    list: "specialty",
    minCases: 5,
    places: 2,
    weights: { adopted: 100 },
    youngerThanYears: null,
  } as const;
  const one = (personId: string, hits: number, of: number, groupCode = "03") => ({
    personId,
    groupCode,
    cases: of,
    counts: { adopted: { hits, of } },
  });

  test("quality before volume: a perfect twelve beats a mediocre hundred; too few cases do not compete", () => {
    const placed = placeNominees(
      [one("a", 60, 100), one("b", 12, 12), one("c", 4, 4), one("d", 5, 6)],
      list,
      8,
    );
    expect(placed.map(({ personId, place }) => [personId, place])).toEqual([
      ["b", 1],
      ["d", 2],
    ]);
  });

  test("each group has its own places, and the order does not depend on the order given", () => {
    const nominees = [one("a", 9, 10), one("b", 8, 10), one("c", 7, 10, "04"), one("d", 8, 10)];
    const placed = placeNominees(nominees, list, 8);
    expect(placed.map(({ personId }) => personId).sort()).toEqual(["a", "b", "c"]);
    expect(placeNominees(nominees.toReversed(), list, 8)).toEqual(placed);
  });

  test("periods", () => {
    expect(periodDates("2026Q2")).toEqual({ from: "2026-04-01", to: "2026-06-30" });
    expect(periodDates("2026")).toEqual({ from: "2026-01-01", to: "2026-12-31" });
  });
});

describe("thanks and the patient", () => {
  test("a name, an ID number, a mobile number: refused", () => {
    expect(namesPatient("感谢您救了王建国", "王建国")).toBe(true);
    expect(namesPatient("联系 138 0013 8000", "王建国")).toBe(true);
    expect(namesPatient("证件 33010019630101001X", "王建国")).toBe(true);
    expect(namesPatient("感谢您深夜的指导，病情已稳定", "王建国")).toBe(false);
  });

  test("what seems to tell of somebody is held; plain thanks are not", () => {
    expect(heldReasonsOf("63岁男性患者恢复得很好")).toContain("person_words");
    expect(heldReasonsOf("住院号 2026-11832")).toContain("long_number");
    expect(heldReasonsOf("患者：李某已出院")).toContain("name_like");
    expect(heldReasonsOf("谢谢您的意见，科里都学到了很多。")).toEqual([]);
  });
});

describe("a month of settlement", () => {
  const batch: Batch = {
    id: "b",
    month: "2026-12-01",
    payerId: "p",
    payeeId: "q",
    status: "accruing",
    firstApproval: null,
    payrollAt: null,
  };
  test("closes from the first day after it, across the year's end", () => {
    expect(nextMonth("2026-12-01")).toBe("2027-01-01");
    expect(judgeClosing(batch, "2026-12-31")).toEqual({ ok: false, error: "month_not_over" });
    expect(judgeClosing(batch, "2027-01-01").ok).toBe(true);
  });
  test("two approvals: two people, two hospitals", () => {
    const closed: Batch = { ...batch, status: "closed" };
    const first = { personId: "x", institutionId: "p" };
    expect(judgeApproval(closed, first)).toEqual({ ok: true, value: "first" });
    const half: Batch = { ...closed, firstApproval: first };
    expect(judgeApproval(half, first)).toEqual({ ok: false, error: "approved_already" });
    expect(judgeApproval(half, { personId: "y", institutionId: "p" })).toEqual({
      ok: false,
      error: "approval_of_other_side",
    });
    expect(judgeApproval(half, { personId: "y", institutionId: "q" })).toEqual({ ok: true, value: "second" });
    expect(judgeApproval({ ...closed, status: "disputed" }, first)).toEqual({
      ok: false,
      error: "batch_has_disputes",
    });
  });
  test("nobody judges his own objection", () => {
    const dispute = { status: "open", raisedBy: "x" };
    expect(judgeResolution(dispute, "upheld", { personId: "x" }).ok).toBe(false);
    expect(judgeResolution(dispute, "withdrawn", { personId: "x" }).ok).toBe(true);
    expect(judgeResolution(dispute, "withdrawn", { personId: "y" }).ok).toBe(false);
    expect(judgeResolution(dispute, "refunded", { personId: "y" }).ok).toBe(true);
  });
});
