import type { Evidence, Reason } from "./finding.js";
import type { UrgencyLevel } from "./level.js";
import type { Score, ScorePart } from "./score.js";
import { sources, type SourceKey } from "./source.js";
import { metVitalRules } from "./vital-rules.js";
import type { VitalContext } from "./vital-rule.js";
import type { VitalInText } from "./vitals-in-text.js";
import { describeVital, type VitalField, type Vitals } from "./vitals.js";

/**
 * Reasons from single vital signs. `vitals` must be usable ones; empty when no criterion is met.
 * @param fromText which of them were read from the words; the reason says so.
 */
export function vitalReasons(
  vitals: Vitals,
  context: VitalContext,
  fromText: readonly VitalInText[],
): readonly Reason[] {
  return metVitalRules(vitals, context).map((rule) => {
    const values = rule.reads.flatMap((field) => {
      if (vitals[field] === undefined) return [];
      const quote = fromText.find(({ vital }) => vital === field)?.quote;
      return [{ field, value: vitals[field], ...(quote !== undefined && { quote }) }];
    });
    const told = values.map(({ field, value }) => describeVital(field, value));
    const isRead = values.some(({ quote }) => quote !== undefined);
    return {
      ruleId: rule.id,
      level: rule.level,
      zh: withMeasured(rule.zh, told.map((t) => t.zh).join("，"), "（", isRead ? "，取自文字）" : "）"),
      en: withMeasured(rule.en, told.map((t) => t.en).join(", "), " (", isRead ? ", from the text)" : ")"),
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
export function scoreReasons(news2: Score, mews: Score, fromText: readonly VitalInText[]): readonly Reason[] {
  const found: Reason[] = [];
  const read = new Set<VitalField>(fromText.map(({ vital }) => vital));
  addThreshold(found, "NEWS2", news2, news2Thresholds, "news2Policy", read);
  const red =
    news2.status === "not_applicable" ? [] : news2.parts.filter((p) => p.points === redParameterPoints);
  if (red.length > 0) {
    const told = red.map((part) => describeVital(part.field, part.value));
    const fromRed = readOf(red, read);
    found.push({
      ruleId: "news2.II.single-red",
      level: "II",
      zh: `NEWS2 单项 3 分（${told.map((t) => t.zh).join("，")}${fromRed.length > 0 ? "，取自文字" : ""}）`,
      en: `A single NEWS2 parameter of 3 (${told.map((t) => t.en).join(", ")}${fromRed.length > 0 ? ", from the text" : ""})`,
      source: sources.news2Policy,
      evidence: { kind: "score", score: "NEWS2", parts: red, fromText: fromRed },
    });
  }
  addThreshold(found, "MEWS", mews, mewsThresholds, "consensusMews", read);
  return found;
}

const readOf = (parts: readonly ScorePart[], read: ReadonlySet<VitalField>): readonly VitalField[] =>
  parts.map(({ field }) => field).filter((field) => read.has(field));

function addThreshold(
  found: Reason[],
  name: "NEWS2" | "MEWS",
  score: Score,
  thresholds: readonly Threshold[],
  source: SourceKey,
  read: ReadonlySet<VitalField>,
): void {
  if (score.status === "not_applicable") return;
  const points = score.status === "scored" ? score.total : score.atLeast;
  const met = thresholds.find((threshold) => points >= threshold.from);
  if (met === undefined) return;
  const assumed = score.assumed.length > 0;
  const fromText = readOf(score.parts, read);
  const evidence: Evidence = { kind: "score", score: name, parts: score.parts, fromText };
  const isTotal = score.status === "scored";
  found.push({
    ruleId: met.id,
    level: met.level,
    zh: `${name} ${isTotal ? `${points} 分` : `已测各项合计已达 ${points} 分（总分未全，只会更高）`}${assumed ? "（年龄未填，按成人计）" : ""}${fromText.length > 0 ? "（含取自文字的数值）" : ""}`,
    en: `${name} ${isTotal ? points : `at least ${points} from the measured parts (not a total)`}${assumed ? " (age not given, scored as adult)" : ""}${fromText.length > 0 ? " (with values from the text)" : ""}`,
    source: sources[source],
    evidence,
  });
}
