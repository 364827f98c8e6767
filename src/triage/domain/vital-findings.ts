import type { Evidence, Reason } from "./finding.js";
import type { UrgencyLevel } from "./level.js";
import type { Score } from "./score.js";
import { sources, type SourceKey } from "./source.js";
import { metVitalRules } from "./vital-rules.js";
import type { VitalContext } from "./vital-rule.js";
import { describeVital, type Vitals } from "./vitals.js";

/** Reasons from single vital signs. `vitals` must be usable ones; empty when no criterion is met. */
export function vitalReasons(vitals: Vitals, context: VitalContext): readonly Reason[] {
  return metVitalRules(vitals, context).map((rule) => {
    const values = rule.reads.flatMap((field) =>
      vitals[field] === undefined ? [] : [{ field, value: vitals[field] }],
    );
    const told = values.map(({ field, value }) => describeVital(field, value));
    return {
      ruleId: rule.id,
      level: rule.level,
      zh: withMeasured(rule.zh, told.map((t) => t.zh).join("，"), "（", "）"),
      en: withMeasured(rule.en, told.map((t) => t.en).join(", "), " (", ")"),
      source: sources[rule.source],
      evidence: { kind: "vitals", values },
    };
  });
}

const withMeasured = (rule: string, measured: string, open: string, close: string): string =>
  measured === "" ? rule : `${rule}${open}${measured}${close}`;

interface Threshold {
  readonly id: string;
  readonly from: number;
  readonly level: UrgencyLevel;
}

/** NEWS2 high and medium risk. Source: `sources.news2Policy`. */
const news2Thresholds: readonly Threshold[] = [
  { id: "news2.I.high", from: 7, level: "I" },
  { id: "news2.II.medium", from: 5, level: "II" },
];

/** MEWS bands of the consensus table. Source: `sources.consensusMews`. */
const mewsThresholds: readonly Threshold[] = [
  { id: "mews.I", from: 6, level: "I" },
  { id: "mews.II", from: 4, level: "II" },
  { id: "mews.III", from: 2, level: "III" },
];

const redParameterPoints = 3;

/**
 * Reasons from the early-warning scores. An incomplete score counts with what its measured parts add up to at least,
 * and is worded so; it is never shown as a total. A single NEWS2 parameter of 3 counts whether or not others are known.
 */
export function scoreReasons(news2: Score, mews: Score): readonly Reason[] {
  const found: Reason[] = [];
  addThreshold(found, "NEWS2", news2, news2Thresholds, "news2Policy");
  const red =
    news2.status === "not_applicable" ? [] : news2.parts.filter((p) => p.points === redParameterPoints);
  if (red.length > 0) {
    const told = red.map((part) => describeVital(part.field, part.value));
    found.push({
      ruleId: "news2.II.single-red",
      level: "II",
      zh: `NEWS2 单项 3 分（${told.map((t) => t.zh).join("，")}）`,
      en: `A single NEWS2 parameter of 3 (${told.map((t) => t.en).join(", ")})`,
      source: sources.news2Policy,
      evidence: { kind: "score", score: "NEWS2", parts: red },
    });
  }
  addThreshold(found, "MEWS", mews, mewsThresholds, "consensusMews");
  return found;
}

function addThreshold(
  found: Reason[],
  name: "NEWS2" | "MEWS",
  score: Score,
  thresholds: readonly Threshold[],
  source: SourceKey,
): void {
  if (score.status === "not_applicable") return;
  const points = score.status === "scored" ? score.total : score.atLeast;
  const met = thresholds.find((threshold) => points >= threshold.from);
  if (met === undefined) return;
  const assumed = score.assumed.length > 0;
  const evidence: Evidence = { kind: "score", score: name, parts: score.parts };
  const isTotal = score.status === "scored";
  found.push({
    ruleId: met.id,
    level: met.level,
    zh: `${name} ${isTotal ? `${points} 分` : `已测各项合计已达 ${points} 分（总分未全，只会更高）`}${assumed ? "（年龄未填，按成人计）" : ""}`,
    en: `${name} ${isTotal ? points : `at least ${points} from the measured parts (not a total)`}${assumed ? " (age not given, scored as adult)" : ""}`,
    source: sources[source],
    evidence,
  });
}
