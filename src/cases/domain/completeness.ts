import { type ConsentFacts, consentProblems } from "./consent.js";
import { hasInk, inkLength } from "./ink.js";
import type { MissingItem } from "./missing-item.js";

/** What completeness looks at in a request's form. */
export interface RequestFacts {
  readonly patientName: string;
  readonly patientSex: "male" | "female" | "unknown";
  readonly patientAgeYears: number | null;
  readonly question: string;
  readonly summary: string;
  readonly mode: "written" | "video" | null;
  readonly vitals: VitalFacts;
  readonly diagnoses: readonly unknown[];
  readonly wantedSpecialtyCode: string | null;
  readonly consent: ConsentFacts | null;
}
type VitalFacts = Readonly<Record<keyof typeof vitalNames, number | string | null>>;

/** A shorter summary tells an expert nothing he could answer to. */
export const summaryMinimumCharacters = 20;

/** The vital signs triage judges by. Source: 急诊预检分诊专家共识 (2018); NEWS2 (Royal College of Physicians, 2017). */
const vitalNames = {
  heartRatePerMin: { zh: "心率", en: "heart rate" },
  respiratoryRatePerMin: { zh: "呼吸频率", en: "respiratory rate" },
  systolicMmHg: { zh: "收缩压", en: "systolic pressure" },
  temperatureC: { zh: "体温", en: "temperature" },
  spo2Percent: { zh: "血氧饱和度", en: "oxygen saturation" },
  consciousness: { zh: "意识状态", en: "consciousness" },
} as const;

const vitalKeys = Object.keys(vitalNames) as (keyof typeof vitalNames)[];

function required(request: RequestFacts): MissingItem[] {
  const items: MissingItem[] = [];
  const add = (field: string, zh: string, en: string) => {
    items.push({ field, required: true, zh, en });
  };
  if (!hasInk(request.patientName)) add("patientName", "请填写患者姓名", "Enter the patient's name");
  if (request.patientAgeYears === null)
    add(
      "patientAgeYears",
      "请填写患者年龄（婴儿可填小数岁）",
      "Enter the patient's age (fractions for infants)",
    );
  if (!hasInk(request.question))
    add("question", "请写明想请专家回答的问题", "Write the question the expert should answer");
  if (inkLength(request.summary) < summaryMinimumCharacters)
    add(
      "summary",
      `病情摘要至少 ${summaryMinimumCharacters} 个字（病史、检查、已做的处理）`,
      `Give a summary of at least ${summaryMinimumCharacters} characters: history, findings, treatment so far`,
    );
  if (request.mode === null) add("mode", "请选择会诊方式", "Choose written or video");
  if (request.consent === null)
    add(
      "consent",
      "请记录患者（或监护人、近亲属）的知情同意",
      "Record the consent of the patient, guardian or relative",
    );
  else items.push(...consentProblems(request.consent, request.patientAgeYears));
  return items;
}

function recommended(request: RequestFacts): MissingItem[] {
  const items: MissingItem[] = [];
  const add = (field: string, zh: string, en: string) => {
    items.push({ field, required: false, zh, en });
  };
  if (request.patientSex === "unknown") add("patientSex", "建议填写患者性别", "The patient's sex would help");
  const unmeasured = vitalKeys.filter((key) => request.vitals[key] === null);
  if (unmeasured.length > 0)
    add(
      "vitals",
      `建议补充生命体征，以便准确分级：${unmeasured.map((key) => vitalNames[key].zh).join("、")}`,
      `For a sound urgency level, add: ${unmeasured.map((key) => vitalNames[key].en).join(", ")}`,
    );
  if (request.diagnoses.length === 0)
    add(
      "diagnoses",
      "建议填写初步诊断，便于找到合适的专家",
      "A suspected diagnosis helps to find the expert",
    );
  if (request.wantedSpecialtyCode === null)
    add("wantedSpecialtyCode", "建议选择希望会诊的科室", "Naming the wanted specialty helps");
  return items;
}

/**
 * What the request still must and should carry: the required items first, each group in the order of the form. It may be
 * sent when no item is `required`.
 */
export const missingItems = (request: RequestFacts): MissingItem[] => [
  ...required(request),
  ...recommended(request),
];
