import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecastNext } from "./forecast.js";
import { growthOf, monthsUpTo } from "./months.js";
import { reachOf, serves } from "./reach.js";
import { rankRecruits, type Recruit } from "./recruits.js";
import { type Cell, shortageOf } from "./shortage.js";
import { shown } from "./small-numbers.js";
import { supplyCells } from "./supply.js";
import { waitQuantile } from "./waits.js";

describe("waits", () => {
  test("nobody waited: no answer; all within five minutes: within five", () => {
    expect(waitQuantile([0, 0, 0, 0, 0, 0], 0.9)).toBeNull();
    expect(waitQuantile([10, 0, 0, 0, 0, 0], 1)).toBe(5);
    expect(waitQuantile([5, 5, 0, 0, 0, 0], 0.75)).toBe(10);
    expect(waitQuantile([0, 0, 0, 0, 0, 3], 0.5)).toBe(1440);
  });
  test("a larger share never waited less, and every answer lies within the classes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 6, maxLength: 6 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (classes, a, b) => {
          const [low, high] = [waitQuantile(classes, Math.min(a, b)), waitQuantile(classes, Math.max(a, b))];
          if (low === null || high === null) return low === high;
          return low <= high && low >= 0 && high <= 1440;
        },
      ),
    );
  });
});

describe("forecast", () => {
  test("nothing known, nothing expected; a steady count goes on", () => {
    expect(forecastNext([])).toEqual({ expected: 0, low: 0, high: 0, backtestError: null });
    expect(forecastNext(Array<number>(18).fill(20))).toMatchObject({ expected: 20, backtestError: 0 });
  });
  test("the month that was high a year ago is expected higher than its neighbour", () => {
    const winter = (n: number) => (n % 12 === 0 ? 40 : 10);
    const known = (last: number) => Array.from({ length: 18 }, (_, n) => winter(last - 17 + n + 24));
    expect(forecastNext(known(11)).expected).toBeGreaterThan(forecastNext(known(12)).expected);
  });
  test("the expected lies between low and high, and low is no less than none", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 30 }), (counts) => {
        const { expected, low, high } = forecastNext(counts);
        return low >= 0 && low <= expected + 1e-9 && expected <= high + 1e-9;
      }),
    );
  });
});

describe("shortage", () => {
  const usual = { unmetShare: 0.05, lateShare: 0.1 };
  const cell = (part: Partial<Cell>): Cell => ({
    requests: 20,
    unmet: 1,
    late: 2,
    expertsInReach: 5,
    capUse: 0.2,
    expected: 4,
    growth: 1,
    ...part,
  });
  test("where things are as usual nothing is short, and where nothing is asked neither", () => {
    expect(shortageOf(cell({}), usual)).toEqual({ score: 0, reasons: [] });
    expect(
      shortageOf(cell({ requests: 0, unmet: 0, late: 0, expected: 0, expertsInReach: 0 }), usual),
    ).toEqual({
      score: 0,
      reasons: [],
    });
  });
  test("nobody in reach comes first, with what it did beside", () => {
    const { score, reasons } = shortageOf(cell({ expertsInReach: 0, unmet: 12 }), usual);
    expect(score).toBeGreaterThan(70);
    expect(reasons.map(({ code }) => code)).toEqual(["nobody_in_reach", "unmet"]);
  });
  test("one unmet request of one says less than ten of ten", () => {
    const few = shortageOf(cell({ requests: 1, unmet: 1, late: 0 }), usual).score;
    const many = shortageOf(cell({ requests: 10, unmet: 10, late: 0 }), usual).score;
    expect(few).toBeLessThan(many);
  });
  test("the score stays within 0 to 100, and more unmet requests never lower it", () => {
    fc.assert(
      fc.property(
        fc.nat(200).chain((requests) =>
          fc.record({
            requests: fc.constant(requests),
            unmet: fc.nat(requests),
            late: fc.nat(requests),
            expertsInReach: fc.nat(30),
            capUse: fc.double({ min: 0, max: 2, noNaN: true }),
            expected: fc.nat(100),
            growth: fc.double({ min: 0, max: 5, noNaN: true }),
          }),
        ),
        (one) => {
          const { score } = shortageOf(one, usual);
          const more = shortageOf({ ...one, unmet: Math.min(one.requests, one.unmet + 1) }, usual).score;
          return score >= 0 && score <= 100 && more >= score;
        },
      ),
    );
  });
});

describe("reach", () => {
  const fields = [
    { organizationId: "a", specialtyCode: "03.01", experts: 2, weeklyCap: 30 },
    { organizationId: "b", specialtyCode: "03.01", experts: 1, weeklyCap: 15 },
  ];
  const ways = [
    { requesterRegion: "331100", performerId: "a", specialtyCodes: [] },
    { requesterRegion: "331100", performerId: "a", specialtyCodes: ["03"] },
    { requesterRegion: "331100", performerId: "b", specialtyCodes: ["04"] },
  ];
  const reachIn = reachOf(fields, [{ organizationId: "a", specialtyCode: "03.01", taken: 6 }], ways);
  test("who is opened by an agreement counts once; another field's agreement opens nothing", () => {
    expect(reachIn("331100", "03.01")).toEqual({ experts: 2, weeklyCap: 30, taken: 6 });
    expect(reachIn("331100", "03")).toEqual({ experts: 2, weeklyCap: 30, taken: 6 });
    expect(reachIn("650000", "03.01").experts).toBe(0);
  });
  test("a part serves the whole, not the other way round", () => {
    expect([serves("03.01", "03"), serves("03", "03.01"), serves("03.10", "03.1"), serves("03", "")]).toEqual(
      [true, false, false, false],
    );
  });
});

describe("recruits", () => {
  const one = (part: Partial<Recruit>): Recruit => ({
    roleId: "r",
    practitionerId: "p",
    name: "某",
    organizationName: "某院",
    departmentName: "某科",
    patients: 10,
    verifiedPatients: 0,
    kilometres: 100,
    isOfTheField: false,
    hasAgreement: false,
    ...part,
  });
  test("verified before asserted, near before far; who has neither patients nor the field is not asked", () => {
    const ranked = rankRecruits(
      [
        one({ roleId: "far", kilometres: 2500 }),
        one({ roleId: "verified", verifiedPatients: 10 }),
        one({ roleId: "near" }),
        one({ roleId: "nothing", patients: 0 }),
      ],
      10,
    );
    expect(ranked.map(({ roleId }) => roleId)).toEqual(["verified", "near", "far"]);
  });
  test("the order does not depend on the order they come in", () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(fc.tuple(fc.uuid(), fc.nat(40), fc.nat(3000)), {
            selector: ([id]) => id,
            maxLength: 20,
          })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const ids = (list: typeof all) =>
            rankRecruits(
              list.map(([roleId, patients, kilometres]) => one({ roleId, patients, kilometres })),
              8,
            ).map(({ roleId }) => roleId);
          expect(ids(shuffled)).toEqual(ids(all));
        },
      ),
    );
  });
});

test("months go over the turn of the year, and growth needs half a year and more than chance", () => {
  expect(monthsUpTo("2026-02", 4)).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  expect(growthOf([1, 2, 3])).toBe(1);
  expect(growthOf([1, 1, 1, 2, 2, 2])).toBe(1);
  expect(growthOf([10, 10, 10, 20, 20, 20])).toBe(2);
});

test("small numbers are hidden, none at all is not", () => {
  expect([0, 1, 4, 5, 12].map(shown)).toEqual([0, null, null, 5, 12]);
});

test("cells come worst first, whatever order the lines come in, and this unfinished month moves no forecast", () => {
  const cell = (regionCode: string, unmet: number, ...asked: [month: string, requests: number][]) => {
    const requests = asked.reduce((sum, [, count]) => sum + count, 0);
    return {
      regionCode,
      specialtyCode: "03.01",
      requests,
      unmet,
      met: requests - unmet,
      late: 0,
      declined: 0,
      waits: [requests - unmet, 0, 0, 0, 0, 0],
      months: asked.map(([month, count]) => ({ month, requests: count, met: count, late: 0 })),
    };
  };
  const lines = [
    cell("331100", 0, ["2026-01", 10], ["2026-02", 10], ["2026-03", 1]),
    cell("513200", 9, ["2026-02", 10]),
  ];
  const months = monthsUpTo("2026-03", 3);
  const reach = () => ({ experts: 3, weeklyCap: 45, taken: 0 });
  const cells = supplyCells(lines, months, reach);
  expect(cells.map(({ regionCode }) => regionCode)).toEqual(["513200", "331100"]);
  expect(cells[1]?.forecast.expected).toBe(10);
  expect(supplyCells([...lines].reverse(), months, reach)).toEqual(cells);
});
