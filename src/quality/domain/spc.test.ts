import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { measuredNoise } from "../indicators-paper.js";
import { adjustRates } from "./adjust.js";
import { agreementWord, intraclassCorrelation, weightedKappa } from "./agreement.js";
import { binomialAtLeast, binomialAtMost } from "./binomial.js";
import { pChart, runLength, uChart, xmrChart } from "./charts.js";
import { bounces, dropped, fallen, groupLow, slower } from "./detect.js";
import { simulateNoise, usualAlliance } from "./simulate.js";

const tallies = (counts: readonly number[], n: number) =>
  counts.map((count, i) => ({ label: String(i), count, n }));

describe("exact tails", () => {
  test("agree with numbers worked out by hand", () => {
    expect(binomialAtMost(2, 10, 0.5)).toBeCloseTo(56 / 1024, 12);
    expect(binomialAtLeast(9, 10, 0.5)).toBeCloseTo(11 / 1024, 12);
    expect(binomialAtMost(-1, 10, 0.5)).toBe(0);
    expect(binomialAtMost(10, 10, 0.5)).toBe(1);
  });
  test("both tails make one whole", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, k, p) => {
          fc.pre(k < n);
          expect(binomialAtMost(k, n, p) + binomialAtLeast(k + 1, n, p)).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

describe("charts", () => {
  test("p-chart: Montgomery's orange juice cans give the limits of the book", () => {
    // Source: D. C. Montgomery, Introduction to Statistical Quality Control, example 7.1: 347 of 30 × 50, p̄ = 0.2313.
    const counts = [
      12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9,
      6,
    ];
    const chart = pChart(tallies(counts, 50));
    expect(chart.centre).toBeCloseTo(0.2313, 4);
    expect(chart.points[0]?.high).toBeCloseTo(0.4102, 3);
    expect(chart.points[0]?.low).toBeCloseTo(0.0524, 3);
    expect(chart).toMatchObject({ rule: "beyond", signals: [14, 22] });
  });
  test("XmR: the mean and 2.66 mean moving ranges", () => {
    const chart = xmrChart([10, 12, 11, 13].map((value, i) => ({ label: String(i), value, n: 1 })));
    expect(chart.centre).toBe(11.5);
    expect(chart.points[0]?.high).toBeCloseTo(11.5 + (2.66 * 5) / 3, 10);
  });
  test("limits hold the centre, whatever comes; scaling exposure scales a u-chart's values and nothing else", () => {
    const some = fc.array(
      fc.record({ count: fc.integer({ min: 0, max: 40 }), n: fc.integer({ min: 0, max: 60 }) }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(some, (rows) => {
        const given = rows.map((row, i) => ({
          label: String(i),
          n: row.n,
          count: Math.min(row.count, row.n),
        }));
        for (const chart of [pChart(given), uChart(given)])
          for (const { low, high, value } of chart.points) {
            expect(low).toBeLessThanOrEqual(chart.centre + 1e-9);
            expect(high).toBeGreaterThanOrEqual(chart.centre - 1e-9);
            expect(Number.isFinite(value)).toBe(true);
          }
        expect(uChart(given.map((one) => ({ ...one, n: one.n * 3 }))).signals).toEqual(uChart(given).signals);
      }),
    );
  });
  test("a run of eight on one side is a signal, seven are none", () => {
    const run = (length: number) =>
      xmrChart(
        [
          ...Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 10 : -10)),
          ...Array.from({ length }, () => 1),
        ].map((value, i) => ({
          label: String(i),
          value: value - (length * 1) / (12 + length) + (length * 1) / (12 + length),
          n: 1,
        })),
      );
    expect(run(runLength).rule).toBe("run");
    expect(run(runLength - 2).rule).toBe("none");
  });
  test("equal values are never a signal", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 2, max: 24 }), (count, length) => {
        expect(
          pChart(
            tallies(
              Array.from({ length }, () => count),
              50,
            ),
          ).signals,
        ).toEqual([]);
      }),
    );
  });
});

describe("what raises an alert", () => {
  const steady = Array.from({ length: 18 }, () => 3);
  test("an expert who had his share and then none; not one who shares a quiet season", () => {
    const gone = steady.map((count, i) => ({ label: String(i), count: i < 14 ? count : 0, n: 48 }));
    expect(fallen(gone)).toMatchObject({ now: 0, chart: { rule: "fallen", signals: [14, 15, 16, 17] } });
    expect(fallen(gone.map((one) => ({ ...one, n: one.count === 0 ? 1 : 48 })))).toBeNull();
    expect(fallen(tallies(steady, 48))).toBeNull();
    expect(fallen([])).toBeNull();
  });
  test("a disease group that is judged worse than the rest, when there is enough to say so", () => {
    const rest = [{ label: "rest", count: 180, n: 200 }];
    expect(groupLow({ label: "M51", count: 9, n: 25 }, rest)).toMatchObject({ now: 0.36, usual: 0.9 });
    expect(groupLow({ label: "M51", count: 2, n: 5 }, rest)).toBeNull();
    expect(groupLow({ label: "M51", count: 22, n: 25 }, rest)).toBeNull();
  });
  test("a department that takes hardly any of its offers", () => {
    const rest = [{ label: "rest", count: 140, n: 200 }];
    expect(bounces({ label: "x", count: 1, n: 20 }, rest)).not.toBeNull();
    expect(bounces({ label: "x", count: 10, n: 20 }, rest)).toBeNull();
  });
  test("adoption that drops, answers that slow down", () => {
    expect(
      dropped([
        ...tallies(
          Array.from({ length: 15 }, () => 8),
          10,
        ),
        ...tallies([2, 1, 2], 10),
      ]),
    ).not.toBeNull();
    expect(
      dropped(
        tallies(
          Array.from({ length: 18 }, () => 8),
          10,
        ),
      ),
    ).toBeNull();
    const times = (last: number) =>
      [...Array.from({ length: 14 }, (_, i) => 0.3 + 0.02 * (i % 3)), last, last].map((value, i) => ({
        label: String(i),
        value,
        n: 10,
      }));
    expect(slower(times(0.9))).toMatchObject({ chart: { rule: "beyond" } });
    expect(slower(times(0.33))).toBeNull();
  });
  test("a year of pure noise: the false alerts stated in docs/indicators.md", () => {
    let state = 20_261_129;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
    const { years, alertsPerYear } = measuredNoise;
    const sums = {
      volume_falls: 0,
      satisfaction_low: 0,
      response_slows: 0,
      adoption_drops: 0,
      department_bounces: 0,
    };
    for (let year = 0; year < years; year++) {
      const found = simulateNoise(usualAlliance, random);
      for (const kind of Object.keys(sums) as (keyof typeof sums)[]) sums[kind] += found[kind];
    }
    const all = Object.values(sums).reduce((a, b) => a + b, 0);
    expect(all / years).toBe(alertsPerYear);
  }, 60_000);
});

describe("agreement of raters", () => {
  test("ICC(1,1) of Shrout and Fleiss's six targets and four judges is 0.17", () => {
    const table = [
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ];
    expect(intraclassCorrelation(table)).toBeCloseTo(0.17, 2);
    expect(
      intraclassCorrelation([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
    expect(
      intraclassCorrelation([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    ).toBe(1);
  });
  test("weighted kappa: 1 for the same, by hand for a small table, null where it is not defined", () => {
    expect(
      weightedKappa(
        [
          [0, 0],
          [1, 1],
          [2, 2],
        ],
        3,
      ),
    ).toBe(1);
    // Observed squared distances 1 + 0 + 1 + 0 = 2; expected by the margins (2,1,1) × (1,2,1): 20 / 4 = 5.
    expect(
      weightedKappa(
        [
          [0, 1],
          [0, 0],
          [1, 2],
          [2, 1],
        ],
        3,
      ),
    ).toBeCloseTo(1 - (3 * 4) / 20, 10);
    expect(
      weightedKappa(
        [
          [1, 1],
          [1, 1],
        ],
        3,
      ),
    ).toBeNull();
    expect(agreementWord(0.7)).toBe("substantial");
  });
});

describe("difficulty", () => {
  const cases = fc.array(
    fc.record({ group: fc.constantFrom("a", "b"), kind: fc.constantFrom("I", "IV"), isHit: fc.boolean() }),
    { minLength: 1, maxLength: 60 },
  );
  test("with one kind of case the adjusted share is the crude one, and the order does not matter", () => {
    fc.assert(
      fc.property(cases, (given) => {
        for (const one of adjustRates(given.map((row) => ({ ...row, kind: "x" }))))
          expect(one.adjusted).toBeCloseTo(one.crude, 9);
        expect(adjustRates([...given].reverse())).toEqual(
          adjustRates(given).map((one) => ({
            ...one,
            expected: expect.closeTo(one.expected, 9) as number,
            adjusted: expect.closeTo(one.adjusted, 9) as number,
          })),
        );
      }),
    );
  });
  test("whoever takes the hard cases is lifted", () => {
    const rows = (group: string, kind: string, n: number, hits: number) =>
      Array.from({ length: n }, (_, i) => ({ group, kind, isHit: i < hits }));
    const rates = adjustRates([
      ...rows("hard", "I", 40, 20),
      ...rows("easy", "I", 10, 5),
      ...rows("hard", "IV", 10, 9),
      ...rows("easy", "IV", 40, 36),
    ]);
    const of = (group: string) => rates.find((one) => one.group === group)!;
    expect(of("easy").crude - of("hard").crude).toBeGreaterThan(0.2);
    expect(Math.abs(of("easy").adjusted - of("hard").adjusted)).toBeLessThan(0.06);
  });
});
