import type { TextFact } from "./flags/flag-rule.js";
import type { UrgencyLevel } from "./level.js";
import type { PersonFacts } from "./subject.js";
import type { RequestText, SuspectedDiagnosis } from "./text-flags.js";
import { vitalNames, type VitalField, type Vitals } from "./vitals.js";

/** The request as questions see it; vital signs are the usable ones. */
interface Asked extends PersonFacts {
  readonly text: RequestText;
  readonly vitals: Vitals;
  readonly suspectedDiagnoses: readonly SuspectedDiagnosis[];
}

/**
 * Something worth asking when it was not given. `answers` are the request with the worst answers filled in: the levels
 * they lead to tell whether asking could change anything. `couldShow` is given for what triage cannot fill in itself.
 */
export interface Question {
  readonly field: string;
  readonly zh: string;
  readonly en: string;
  readonly isOpen: (input: Asked, facts: ReadonlySet<TextFact>) => boolean;
  readonly answers: (input: Asked) => readonly Asked[];
  readonly couldShow?: UrgencyLevel;
}

function vitalQuestion(
  field: VitalField,
  worst: readonly Vitals[],
  isRelevant: (input: Asked, facts: ReadonlySet<TextFact>) => boolean = () => true,
): Question {
  return {
    field,
    zh: vitalNames[field].zh,
    en: vitalNames[field].en,
    isOpen: (input, facts) => input.vitals[field] === undefined && isRelevant(input, facts),
    answers: (input) => worst.map((answer) => ({ ...input, vitals: { ...input.vitals, ...answer } })),
  };
}

const someOf = (facts: ReadonlySet<TextFact>, wanted: readonly TextFact[]): boolean =>
  wanted.some((fact) => facts.has(fact));

const mayBePregnant = (input: Asked): boolean =>
  input.pregnant === undefined &&
  input.sex === "female" &&
  (input.ageYears === undefined || (input.ageYears >= 12 && input.ageYears <= 55));

/** What triage asks for. Six vital signs and the age always; the rest when the text gives cause. */
export const questions: readonly Question[] = [
  vitalQuestion("heartRatePerMin", [{ heartRatePerMin: 200 }, { heartRatePerMin: 30 }]),
  vitalQuestion("systolicMmHg", [{ systolicMmHg: 60 }, { systolicMmHg: 230 }]),
  vitalQuestion("spo2Percent", [{ spo2Percent: 70 }]),
  vitalQuestion("respiratoryRatePerMin", [{ respiratoryRatePerMin: 40 }, { respiratoryRatePerMin: 6 }]),
  vitalQuestion("temperatureC", [{ temperatureC: 41.5 }, { temperatureC: 34 }]),
  vitalQuestion("consciousness", [{ consciousness: "U" }], (input) => input.vitals.gcs === undefined),
  vitalQuestion("onOxygen", [{ onOxygen: true }]),
  vitalQuestion("diastolicMmHg", [{ diastolicMmHg: 115 }], (input) => input.pregnant === true),
  vitalQuestion("glucoseMmolL", [{ glucoseMmolL: 2 }], (input, facts) => {
    const { consciousness, gcs } = input.vitals;
    const isNotAlert =
      (consciousness !== undefined && consciousness !== "A") || (gcs !== undefined && gcs < 15);
    return isNotAlert || someOf(facts, ["altered-mind", "lost-consciousness", "seizure", "diabetes"]);
  }),
  vitalQuestion("potassiumMmolL", [{ potassiumMmolL: 8 }], (_input, facts) =>
    someOf(facts, ["kidney-failure", "arrhythmia"]),
  ),
  vitalQuestion("painScore", [{ painScore: 10 }], (_input, facts) =>
    someOf(facts, ["pain", "chest-pain", "abdominal-pain"]),
  ),
  {
    field: "ageYears",
    zh: "年龄",
    en: "Age",
    isOpen: (input) => input.ageYears === undefined && input.ageMonths === undefined,
    answers: (input) => [0, 6, 12 * 4, 12 * 40, 12 * 70].map((ageMonths) => ({ ...input, ageMonths })),
  },
  {
    field: "ageMonths",
    zh: "月龄(不满 1 岁，未填时按新生儿处理)",
    en: "Age in months (under one year, taken as newborn until given)",
    isOpen: (input) => input.ageYears === 0 && input.ageMonths === undefined,
    answers: (input) => [1, 6, 11].map((ageMonths) => ({ ...input, ageMonths })),
  },
  {
    field: "pregnant",
    zh: "是否妊娠",
    en: "Whether pregnant",
    isOpen: mayBePregnant,
    answers: (input) => [{ ...input, pregnant: true }],
  },
  {
    field: "ecg",
    zh: "心电图",
    en: "Electrocardiogram",
    isOpen: (_input, facts) => facts.has("chest-pain") && !facts.has("ecg"),
    answers: () => [],
    couldShow: "I",
  },
];
