import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findExperts, learnFinder } from "./find-experts.js";
import { finderFigures } from "./finder-figures.js";
import { finderFeatures, measureExperts } from "./finder-features.js";
import { buildFinderPool, type FinderExpert, type PastCase, wordsIn } from "./finder-pool.js";
import { inventedCases, inventedExperts, inventedQuestions } from "./invented-for-tests.js";
import { fitListwise, rankListwise } from "./fit-listwise.js";

const expert = (id: string, department: string, ...diseases: string[]): FinderExpert => ({
  id,
  department,
  diseases,
  figures: {},
});

describe("listwise weights", () => {
  /** Draws whom people ask by known weights. */
  const drawn = (weights: readonly number[], lists: number) => {
    let state = 7;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    return Array.from({ length: lists }, () => {
      const values = Float32Array.from({ length: 5 * weights.length }, () => random() * 2 - 1);
      const chances = Array.from({ length: 5 }, (_, c) =>
        Math.exp(weights.reduce((sum, w, f) => sum + w * (values[c * weights.length + f] ?? 0), 0)),
      );
      let left = random() * chances.reduce((sum, v) => sum + v, 0);
      const chosen = chances.findIndex((chance) => (left -= chance) <= 0);
      return { values, chosen };
    });
  };
  test("the weights that people asked by are found", () => {
    const { weights, spread } = fitListwise(["a", "b", "c"], drawn([2, -1, 0], 3000), 1e-6);
    const plain = [...weights].map((w, f) => w / (spread[f] ?? 1));
    expect(plain[0]).toBeCloseTo(2, 0);
    expect(plain[1]).toBeCloseTo(-1, 0);
    expect(Math.abs(plain[2] ?? 9)).toBeLessThan(0.2);
  });
  test("two features that say the same share the weight, and nothing breaks", () => {
    const lists = drawn([2], 500).map(({ values, chosen }) => ({
      values: Float32Array.from({ length: 10 }, (_, i) => values[i >> 1] ?? 0),
      chosen,
    }));
    const { weights } = fitListwise(["a", "again"], lists);
    expect(weights[0]).toBeCloseTo(weights[1] ?? 9, 3);
    expect(weights[0]).toBeGreaterThan(0.2);
  });
  test("chances add up to 1", () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 30 }),
        (values) => {
          const model = fitListwise(["a", "b", "c"], drawn([1, 1, 1], 20));
          const whole = values.slice(0, values.length - (values.length % 3));
          const sum = rankListwise(model, Float32Array.from(whole)).reduce((all, v) => all + v, 0);
          expect(sum).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 30 },
    ));
});

const experts = [
  expert("心", "心血管内科", "冠心病", "房颤"),
  expert("律", "心血管内科", "早搏", "房颤"),
  expert("糖", "内分泌科", "糖尿病", "甲亢"),
  expert("甲", "内分泌科", "甲状腺结节", "甲亢"),
];
const pastCase = (id: string, expertId: string, text: string): PastCase => ({ id, expertId, text });
const cases = [
  pastCase("1", "心", "胸闷胸痛两年，冠心病放了支架"),
  pastCase("2", "心", "冠心病支架术后胸痛又发作"),
  pastCase("3", "律", "早搏很多，心慌"),
  pastCase("4", "律", "房颤要不要做射频消融"),
  pastCase("5", "糖", "糖尿病血糖高用什么药"),
  pastCase("6", "糖", "空腹血糖十二，糖尿病五年"),
  pastCase("7", "甲", "甲状腺结节四级要手术吗"),
  pastCase("8", "甲", "甲状腺结节穿刺结果"),
];
const chances = new Map([
  ["心血管内科", 0.5],
  ["内分泌科", 0.5],
]);
const pool = buildFinderPool(experts, cases, ["胸痛"]);

describe("finding experts", () => {
  const model = learnFinder(pool, () => chances);
  test("like questions go to who was asked before", () => {
    expect(findExperts(pool, model, "支架术后又胸痛", chances)[0]?.id).toBe("心");
    expect(findExperts(pool, model, "甲状腺结节要穿刺吗", chances)[0]?.id).toBe("甲");
  });
  test("all experts are ranked, chances add up to 1, for any text", () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = findExperts(pool, model, text, chances);
        expect(found.map(({ id }) => id).sort()).toEqual(["律", "心", "甲", "糖"].sort());
        expect(found.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 9);
      }),
    ));
  test("a question's own case counts nowhere in its features", () => {
    const own = cases[6];
    if (own === undefined) throw new Error("no case");
    const without = buildFinderPool(
      experts,
      cases.filter((one) => one !== own),
      ["胸痛"],
    );
    const [inside, outside] = [
      measureExperts(pool, own.text, own, chances),
      measureExperts(without, own.text, undefined, chances),
    ];
    const width = finderFeatures.length;
    // Counts are exact; the shares of likeness differ only by what one case fewer does to rarity.
    for (const name of ["askedLog", "wasAsked", "department", "namesListed"] as const) {
      const f = finderFeatures.indexOf(name);
      for (let e = 0; e < experts.length; e++)
        expect(inside[e * width + f]).toBeCloseTo(outside[e * width + f] ?? NaN, 5);
    }
    const best = finderFeatures.indexOf("sameWords");
    expect(inside[3 * width + best]).toBeLessThan(0.7);
  });
  test("names: the longest at each place", () =>
    expect([...wordsIn(pool.words, "甲状腺结节合并胸痛、甲亢")]).toEqual(["甲状腺结节", "胸痛", "甲亢"]));
  test("cases of unknown experts are left out; one id twice is refused", () => {
    expect(buildFinderPool(experts, [pastCase("x", "谁", "头痛")]).cases).toEqual([]);
    expect(() => buildFinderPool(experts, [...cases, ...cases])).toThrow(RangeError);
  });
});

test("invented experts: the one who was asked about the like before is found as often as when this was built", () => {
  const wide = buildFinderPool(inventedExperts, inventedCases);
  const departments = [...new Set(inventedExperts.map(({ department }) => department))];
  // No classifier: every department is as likely as any other.
  const even = new Map(departments.map((name) => [name, 1 / departments.length]));
  const model = learnFinder(wide, () => even);
  const figures = finderFigures(
    inventedQuestions.map(({ expertId, text }) => ({
      expertId,
      department: inventedExperts.find(({ id }) => id === expertId)?.department ?? "",
      found: findExperts(wide, model, text, even),
    })),
  );
  expect(figures.pAt1).toBeGreaterThanOrEqual(0.85);
  expect(figures.hitAt10).toBeGreaterThanOrEqual(0.95);
  expect(figures.departmentAccuracy).toBeGreaterThanOrEqual(0.9);
});

test("figures counted by hand", () => {
  const found = [
    { id: "a", department: "x", chance: 0.6 },
    { id: "b", department: "y", chance: 0.4 },
  ];
  expect(
    finderFigures([
      { expertId: "a", department: "x", found },
      { expertId: "b", department: "x", found },
      { expertId: "nobody", department: "y", found },
    ]),
  ).toEqual({ n: 3, pAt1: 0.3333, mrr: 0.5, ndcgAt10: 0.5436, hitAt10: 0.6667, departmentAccuracy: 0.6667 });
});
