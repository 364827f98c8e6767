import { above, ageBelow, below, years, type VitalContext, type VitalRule } from "./vital-rule.js";
import type { VitalField, Vitals } from "./vitals.js";

/** Lowest systolic pressure that is not hypotension at this age under 16; null for adults and unknown age. */
function childPressureLimit({ subject: { ageMonths } }: VitalContext): number | null {
  if (ageMonths === null || ageMonths >= years(16)) return null;
  if (ageMonths < 1) return 60;
  if (ageMonths < 12) return 70;
  return ageMonths < years(10) ? 70 + 2 * Math.floor(ageMonths / 12) : 90;
}

const isUnder = (value: number | undefined, limit: number | null): boolean =>
  limit !== null && below(value, limit);

/** Additions for consciousness between coma and alertness, for children and for critical potassium. */
export const additionalRules: readonly VitalRule[] = [
  {
    id: "ctas.II.gcs",
    level: "II",
    reads: ["gcs"],
    test: (v) => v.gcs !== undefined && v.gcs >= 9 && v.gcs < 14,
    zh: "GCS 9–13 分",
    en: "Glasgow coma scale 9–13",
    source: "ctasConsciousness",
  },
  {
    id: "policy.III.gcs",
    level: "III",
    reads: ["gcs"],
    test: (v) => v.gcs !== undefined && v.gcs >= 14 && v.gcs < 15,
    zh: "GCS 14 分",
    en: "Glasgow coma scale 14",
    source: "policy",
  },
  {
    id: "policy.II.potassium",
    level: "II",
    reads: ["potassiumMmolL"],
    test: (v) => above(v.potassiumMmolL, 6.5) || below(v.potassiumMmolL, 2.5),
    zh: "血钾 >6.5 或 <2.5 mmol/L(常用危急值)",
    en: "Potassium >6.5 or <2.5 mmol/L (customary critical values)",
    source: "policy",
  },
  {
    id: "child.I.hypotension",
    level: "I",
    reads: ["systolicMmHg"],
    test: (v, c) => ageBelow(c, years(10)) && isUnder(v.systolicMmHg, childPressureLimit(c)),
    zh: "儿童低血压(按年龄)：失代偿休克",
    en: "Hypotension for age in a child: decompensated shock",
    source: "palsHypotension",
  },
  {
    id: "child.II.hypotension",
    level: "II",
    reads: ["systolicMmHg"],
    test: (v, c) => !ageBelow(c, years(10)) && isUnder(v.systolicMmHg, childPressureLimit(c)),
    zh: "10–15 岁收缩压 <90 mmHg",
    en: "Systolic pressure <90 mmHg at 10–15 years",
    source: "palsHypotension",
  },
  {
    id: "child.I.bradycardia",
    level: "I",
    reads: ["heartRatePerMin"],
    test: (v, c) => ageBelow(c, years(5)) && below(v.heartRatePerMin, 60),
    zh: "5 岁以下心率 <60 次/分",
    en: "Heart rate <60/min under five years",
    source: "palsHypotension",
  },
  {
    id: "child.II.spo2",
    level: "II",
    reads: ["spo2Percent"],
    test: (v, c) => c.subject.isChild && below(v.spo2Percent, 90),
    zh: "儿童 SpO2 <90%",
    en: "SpO2 <90 % in a child",
    source: "hypoxaemiaInChildren",
  },
  {
    id: "child.II.breathing",
    level: "II",
    reads: ["respiratoryRatePerMin"],
    test: (v, c) => ageBelow(c, years(5)) && above(v.respiratoryRatePerMin, 60),
    zh: "5 岁以下呼吸 >60 次/分",
    en: "Respiratory rate >60/min under five years",
    source: "niceFever",
  },
  {
    id: "child.II.young-fever",
    level: "II",
    reads: ["temperatureC"],
    test: (v, c) => ageBelow(c, 3) && v.temperatureC !== undefined && v.temperatureC >= 38,
    zh: "3 月龄以下体温 ≥38 ℃",
    en: "Temperature ≥38 °C under three months",
    source: "niceFever",
  },
  {
    id: "child.II.consciousness",
    level: "II",
    reads: ["consciousness"],
    test: (v, c) => c.subject.isChild && (v.consciousness === "V" || v.consciousness === "C"),
    zh: "儿童意识改变",
    en: "Altered consciousness in a child",
    source: "niceFever",
  },
  {
    id: "child.III.breathing",
    level: "III",
    reads: ["respiratoryRatePerMin"],
    test: (v, c) =>
      ageBelow(c, years(5)) && !ageBelow(c, 6) && above(v.respiratoryRatePerMin, ageBelow(c, 12) ? 50 : 40),
    zh: "6–12 月龄呼吸 >50 或 1–5 岁 >40 次/分",
    en: "Respiratory rate >50/min at 6–12 months or >40/min at 1–5 years",
    source: "niceFeverAmber",
  },
  {
    id: "child.III.spo2",
    level: "III",
    reads: ["spo2Percent"],
    test: (v, c) => ageBelow(c, years(5)) && v.spo2Percent !== undefined && v.spo2Percent <= 95,
    zh: "5 岁以下 SpO2 ≤95%",
    en: "SpO2 ≤95 % under five years",
    source: "niceFeverAmber",
  },
  {
    id: "child.III.young-fever",
    level: "III",
    reads: ["temperatureC"],
    test: (v, c) => ageBelow(c, 6) && v.temperatureC !== undefined && v.temperatureC >= 39,
    zh: "6 月龄以下体温 ≥39 ℃",
    en: "Temperature ≥39 °C under six months",
    source: "niceFeverAmber",
  },
];

/** One red trigger of the obstetric warning chart, used alone and counted together. */
interface ObstetricTrigger {
  readonly id: string;
  readonly reads: readonly VitalField[];
  readonly test: (vitals: Vitals) => boolean;
  readonly zh: string;
  readonly en: string;
}

const obstetricTriggers: readonly ObstetricTrigger[] = [
  {
    id: "breathing",
    reads: ["respiratoryRatePerMin"],
    test: (v) => below(v.respiratoryRatePerMin, 10) || above(v.respiratoryRatePerMin, 30),
    zh: "妊娠期呼吸 <10 或 >30 次/分",
    en: "Respiratory rate <10 or >30/min in pregnancy",
  },
  {
    id: "spo2",
    reads: ["spo2Percent"],
    test: (v) => below(v.spo2Percent, 95),
    zh: "妊娠期 SpO2 <95%",
    en: "SpO2 <95 % in pregnancy",
  },
  {
    id: "temperature",
    reads: ["temperatureC"],
    test: (v) => below(v.temperatureC, 35) || above(v.temperatureC, 38),
    zh: "妊娠期体温 <35 或 >38 ℃",
    en: "Temperature <35 or >38 °C in pregnancy",
  },
  {
    id: "heart-rate",
    reads: ["heartRatePerMin"],
    test: (v) => below(v.heartRatePerMin, 40) || above(v.heartRatePerMin, 120),
    zh: "妊娠期心率 <40 或 >120 次/分",
    en: "Heart rate <40 or >120/min in pregnancy",
  },
  {
    id: "low-pressure",
    reads: ["systolicMmHg"],
    test: (v) => below(v.systolicMmHg, 90),
    zh: "妊娠期收缩压 <90 mmHg",
    en: "Systolic pressure <90 mmHg in pregnancy",
  },
  {
    id: "consciousness",
    reads: ["consciousness"],
    test: (v) => v.consciousness !== undefined && v.consciousness !== "A",
    zh: "妊娠期意识改变",
    en: "Altered consciousness in pregnancy",
  },
];

/** Obstetric criteria, for pregnancy only, where NEWS2 and MEWS are not valid. */
export const obstetricRules: readonly VitalRule[] = [
  {
    id: "pregnancy.I.three-triggers",
    level: "I",
    reads: [...new Set(obstetricTriggers.flatMap((t) => t.reads))],
    test: (v, c) => c.subject.isPregnant && obstetricTriggers.filter((t) => t.test(v)).length >= 3,
    zh: "妊娠期三项及以上红色预警",
    en: "Three or more red triggers in pregnancy",
    source: "obstetricWarning",
  },
  {
    id: "pregnancy.II.severe-hypertension",
    level: "II",
    reads: ["systolicMmHg", "diastolicMmHg"],
    test: (v, c) => c.subject.isPregnant && (above(v.systolicMmHg, 159.99) || above(v.diastolicMmHg, 109.99)),
    zh: "妊娠期急性重度高血压(≥160/110 mmHg)",
    en: "Acute severe hypertension in pregnancy (≥160/110 mmHg)",
    source: "severeHypertensionInPregnancy",
  },
  ...obstetricTriggers.map((trigger): VitalRule => ({
    id: `pregnancy.II.${trigger.id}`,
    level: "II",
    reads: trigger.reads,
    test: (v, c) => c.subject.isPregnant && trigger.test(v),
    zh: trigger.zh,
    en: trigger.en,
    source: "obstetricWarning",
  })),
];
