import type { UrgencyLevel } from "../level.js";
import type { SourceKey } from "../source.js";
import type { Subject } from "../subject.js";
import type { TextFact } from "./flag-rule.js";

/** A finding that only means something together with another. */
export interface CombinationRule {
  readonly id: string;
  readonly level: UrgencyLevel;
  readonly test: (facts: ReadonlySet<TextFact>, subject: Subject) => boolean;
  /** The facts whose words are quoted as evidence. */
  readonly quotes: readonly TextFact[];
  readonly zh: string;
  readonly en: string;
  readonly source: SourceKey;
}

const hasAny = (facts: ReadonlySet<TextFact>, wanted: readonly TextFact[]): boolean =>
  wanted.some((fact) => facts.has(fact));

/** Red flags made of two findings. Facts are those of affirmed or unsure mentions anywhere in the request. */
export const combinationRules: readonly CombinationRule[] = [
  {
    id: "combined.II.possible-ectopic",
    level: "II",
    test: (facts, subject) =>
      (facts.has("amenorrhoea") && hasAny(facts, ["abdominal-pain", "vaginal-bleeding"])) ||
      (subject.isPregnant && facts.has("abdominal-pain")),
    quotes: ["abdominal-pain", "vaginal-bleeding"],
    zh: "停经或妊娠伴腹痛/阴道流血，须排除异位妊娠及产科急症",
    en: "Missed period or pregnancy with abdominal pain or bleeding: ectopic pregnancy not excluded",
    source: "consensusManual",
  },
  {
    id: "combined.II.bleeding-in-pregnancy",
    level: "II",
    test: (facts, subject) => subject.isPregnant && facts.has("vaginal-bleeding"),
    quotes: ["vaginal-bleeding"],
    zh: "妊娠期阴道流血",
    en: "Vaginal bleeding in pregnancy",
    source: "policy",
  },
  {
    id: "combined.II.head-injury-unconscious",
    level: "II",
    test: (facts) => facts.has("head-injury") && facts.has("lost-consciousness"),
    quotes: ["head-injury", "lost-consciousness"],
    zh: "头外伤伴意识丧失",
    en: "Head injury with loss of consciousness",
    source: "policy",
  },
  {
    id: "combined.III.abdominal-pain-over-65",
    level: "III",
    test: (facts, subject) =>
      facts.has("abdominal-pain") && subject.ageMonths !== null && subject.ageMonths > 65 * 12,
    quotes: ["abdominal-pain"],
    zh: "年龄 >65 岁的腹痛",
    en: "Abdominal pain over 65 years of age",
    source: "consensusManual",
  },
];
