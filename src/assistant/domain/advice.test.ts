import fc from "fast-check";
import { expect, test } from "vitest";
import { type UrgencyLevel, urgencyLevels } from "../../kernel/urgency.js";
import { type Advice, decideRaise, isQuoteOf } from "./advice.js";
import { mayRepeat, callOutcomes, isEndpointIll, secondsToNextTry, tokensSetAside } from "./outcome.js";

const advice = (change: Partial<Advice>): Advice => ({
  level: "II",
  confidence: 0.9,
  findings: [{ quote: "夜间两次黑便", level: "II", reason: "活动性出血" }],
  specialty: null,
  missing: [],
  structure: { chiefComplaint: null, onset: null, history: [] },
  dropped: 0,
  ...change,
});
const policy = { leastConfidence: 0.7 };

test("a quoted, sure, graver finding raises; nothing else does", () => {
  expect(decideRaise("III", advice({}), policy)).toMatchObject({ effect: "raised", level: "II" });
  expect(decideRaise("II", advice({}), policy)).toMatchObject({ effect: "not_higher", level: "II" });
  expect(decideRaise("I", advice({}), policy)).toMatchObject({ effect: "not_higher", level: "I" });
  expect(decideRaise("III", advice({ findings: [] }), policy)).toMatchObject({ effect: "not_grounded" });
  expect(decideRaise("III", advice({ confidence: 0.69 }), policy)).toMatchObject({ effect: "not_sure" });
  expect(decideRaise("III", advice({ confidence: Number.NaN }), policy)).toMatchObject({
    effect: "not_sure",
  });
});

test("it goes no further than its named level and its gravest quote", () => {
  expect(decideRaise("IV", advice({ level: "I" }), policy).level).toBe("II");
  const grave = [{ quote: "呼之不应", level: "I" as const, reason: "意识丧失" }];
  expect(decideRaise("IV", advice({ level: "III", findings: grave }), policy).level).toBe("III");
});

const level = fc.constantFrom<UrgencyLevel>(...urgencyLevels);
const anyAdvice = fc
  .record({
    level,
    confidence: fc.double({ min: 0, max: 1 }),
    findings: fc.array(fc.record({ quote: fc.string(), level, reason: fc.string() }), { maxLength: 5 }),
  })
  .map(advice);

test("law: for any answer and any policy the level is at least the rules' level", () => {
  fc.assert(
    fc.property(level, anyAdvice, fc.double(), (rules, answer, leastConfidence) => {
      const decided = decideRaise(rules, answer, { leastConfidence });
      expect(urgencyLevels.indexOf(decided.level)).toBeLessThanOrEqual(urgencyLevels.indexOf(rules));
      expect(decided.effect === "raised").toBe(decided.level !== rules);
      if (decided.effect === "raised") expect(decided.grounds.length).toBeGreaterThan(0);
    }),
  );
});

test("a quote stands in the text, whatever its width and white space, and says something", () => {
  const texts = ["患者[姓名1]夜间两次黑便，血压 85/50 mmHg。", "SpO₂ 88%"];
  expect(isQuoteOf(texts, "夜间两次黑便")).toBe(true);
  expect(isQuoteOf(texts, "血压85/50mmHg")).toBe(true);
  expect(isQuoteOf(texts, "血压 ８５/５０ mmHg")).toBe(true);
  expect(isQuoteOf(texts, "血压 80/50 mmHg")).toBe(false);
  expect(isQuoteOf(texts, "[姓名1]")).toBe(false);
  expect(isQuoteOf(texts, "，")).toBe(false);
  expect(isQuoteOf(texts, "")).toBe(false);
});

test("only what cost nothing is tried again; the wait honours Retry-After and stays within bounds", () => {
  expect(callOutcomes.filter(mayRepeat)).toEqual(["unreachable", "rate_limited", "unavailable"]);
  expect(callOutcomes.filter((one) => mayRepeat(one) && !isEndpointIll(one))).toEqual([]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 100_000 })),
      (attempt, chance, wish) => {
        const wait = secondsToNextTry(attempt, chance, wish);
        expect(wait).toBeGreaterThanOrEqual(Math.max(1, Math.min(600, wish ?? 0)));
        expect(wait).toBeLessThanOrEqual(600);
      },
    ),
  );
  expect(tokensSetAside(100, 1200)).toBe(1400);
});
