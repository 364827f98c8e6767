import { above, ageBelow, below, within, years, type VitalContext, type VitalRule } from "./vital-rule.js";
import type { Vitals } from "./vitals.js";

/**
 * 呼吸急促 for the SpO2 criteria: seen, or read from a rate above 20, or in the text. When nobody said yes or no it
 * counts as present: a low saturation of unknown breathing goes to the more severe level.
 */
function mayBeTachypnoeic(v: Vitals, context: VitalContext): boolean {
  if (v.dyspnoea !== false || context.textDyspnoea) return true;
  return above(v.respiratoryRatePerMin, 20);
}

/** Upper end of the heart rate that NG143 does not call tachycardia, for children under five; null for all others. */
function childHeartRateLimit(context: VitalContext): number | null {
  if (ageBelow(context, 12)) return 160;
  if (ageBelow(context, 24)) return 150;
  if (ageBelow(context, years(5))) return 140;
  return null;
}

/** A small child's pulse that is fast only by adult measure does not meet the adult bands of levels II and III. */
function isFastPulseNormalForAge(v: Vitals, context: VitalContext): boolean {
  const limit = childHeartRateLimit(context);
  return limit !== null && within(v.heartRatePerMin, 100, limit);
}

/**
 * No hypotension in the first year, though adult bands would call it so: 60 and more in the first month, then 70 and more.
 * Source: `sources.palsHypotension`.
 */
const isLowPressureNormalForAge = (v: Vitals, context: VitalContext): boolean =>
  ageBelow(context, 12) && within(v.systolicMmHg, context.subject.isNewborn ? 60 : 70, 90);

/**
 * Criteria of the consensus table. A value that two rows share belongs to the more severe one (就高不就低). Level-I
 * rows hold at every age, but for a systolic pressure of 60–69 in the first month. In levels II and III a pulse or pressure that is normal for a small child is left out.
 * Source: `sources.consensusVitals`.
 */
export const consensusRules: readonly VitalRule[] = [
  {
    id: "cn2018.I.heart-rate",
    level: "I",
    reads: ["heartRatePerMin"],
    test: (v) => above(v.heartRatePerMin, 180) || below(v.heartRatePerMin, 40),
    zh: "心率 >180 或 <40 次/分",
    en: "Heart rate >180 or <40/min",
    source: "consensusVitals",
  },
  {
    id: "cn2018.I.systolic",
    level: "I",
    reads: ["systolicMmHg"],
    test: (v, c) => below(v.systolicMmHg, 70) && !isLowPressureNormalForAge(v, c),
    zh: "收缩压 <70 mmHg",
    en: "Systolic pressure <70 mmHg",
    source: "consensusVitals",
  },
  {
    id: "cn2018.I.systolic-fall",
    level: "I",
    reads: ["systolicMmHg", "usualSystolicMmHg"],
    test: (v) =>
      v.systolicMmHg !== undefined &&
      v.usualSystolicMmHg !== undefined &&
      v.systolicMmHg <= v.usualSystolicMmHg - 30,
    zh: "急性血压降低，较平素低 30 mmHg 以上",
    en: "Acute fall of systolic pressure by 30 mmHg or more",
    source: "consensusVitals",
  },
  {
    id: "cn2018.I.spo2",
    level: "I",
    reads: ["spo2Percent", "dyspnoea"],
    test: (v, c) => below(v.spo2Percent, 80) && mayBeTachypnoeic(v, c),
    zh: "SpO2 <80% 且呼吸急促(未说明者按有)",
    en: "SpO2 <80 % with dyspnoea (taken as present unless denied)",
    source: "consensusVitals",
  },
  {
    id: "cn2018.I.temperature",
    level: "I",
    reads: ["temperatureC"],
    test: (v) => above(v.temperatureC, 41),
    zh: "腋温 >41 ℃",
    en: "Axillary temperature >41 °C",
    source: "consensusVitals",
  },
  {
    id: "cn2018.I.glucose",
    level: "I",
    reads: ["glucoseMmolL"],
    test: (v) => below(v.glucoseMmolL, 3.33),
    zh: "血糖 <3.33 mmol/L",
    en: "Glucose <3.33 mmol/L",
    source: "consensusVitals",
  },
  {
    id: "cn2018.I.potassium",
    level: "I",
    reads: ["potassiumMmolL"],
    test: (v) => above(v.potassiumMmolL, 7),
    zh: "血钾 >7.0 mmol/L",
    en: "Potassium >7.0 mmol/L",
    source: "consensusVitals",
  },
  {
    id: "cn2018.I.breathing-stopped",
    level: "I",
    reads: ["respiratoryRatePerMin"],
    test: (v) => v.respiratoryRatePerMin === 0,
    zh: "呼吸停止",
    en: "Not breathing",
    source: "consensusManual",
  },
  {
    id: "cn2018.I.consciousness",
    level: "I",
    reads: ["consciousness"],
    test: (v) => v.consciousness === "P" || v.consciousness === "U",
    zh: "无反应或仅对疼痛刺激有反应",
    en: "Unresponsive, or responds to pain only",
    source: "consensusManual",
  },
  {
    id: "cn2018.I.gcs",
    level: "I",
    reads: ["gcs"],
    test: (v) => below(v.gcs, 9),
    zh: "GCS <9 分",
    en: "Glasgow coma scale <9",
    source: "consensusManual",
  },
  {
    id: "cn2018.II.heart-rate",
    level: "II",
    reads: ["heartRatePerMin"],
    test: (v, c) =>
      (within(v.heartRatePerMin, 150, 180) && !isFastPulseNormalForAge(v, c)) ||
      within(v.heartRatePerMin, 40, 50),
    zh: "心率 150–180 或 40–50 次/分",
    en: "Heart rate 150–180 or 40–50/min",
    source: "consensusVitals",
  },
  {
    id: "cn2018.II.systolic",
    level: "II",
    reads: ["systolicMmHg"],
    test: (v, c) =>
      above(v.systolicMmHg, 200) || (within(v.systolicMmHg, 70, 80) && !isLowPressureNormalForAge(v, c)),
    zh: "收缩压 >200 或 70–80 mmHg",
    en: "Systolic pressure >200 or 70–80 mmHg",
    source: "consensusVitals",
  },
  {
    id: "cn2018.II.spo2",
    level: "II",
    reads: ["spo2Percent", "dyspnoea"],
    test: (v, c) => within(v.spo2Percent, 80, 90) && mayBeTachypnoeic(v, c),
    zh: "SpO2 80%–90% 且呼吸急促(未说明者按有)",
    en: "SpO2 80–90 % with dyspnoea (taken as present unless denied)",
    source: "consensusVitals",
  },
  {
    id: "cn2018.II.neutropenic-fever",
    level: "II",
    reads: ["temperatureC"],
    test: (v, c) =>
      c.textNeutropenia && (c.textFever || (v.temperatureC !== undefined && v.temperatureC >= 38)),
    zh: "发热伴粒细胞减少",
    en: "Fever with neutropenia",
    source: "consensusVitals",
  },
  {
    id: "cn2018.II.pain",
    level: "II",
    reads: ["painScore"],
    test: (v) => v.painScore !== undefined && v.painScore >= 7,
    zh: "严重疼痛(7–10 分)",
    en: "Severe pain (7–10)",
    source: "consensusManual",
  },
  {
    id: "cn2018.III.heart-rate",
    level: "III",
    reads: ["heartRatePerMin"],
    test: (v, c) =>
      (within(v.heartRatePerMin, 100, 150) && !isFastPulseNormalForAge(v, c)) ||
      within(v.heartRatePerMin, 50, 55),
    zh: "心率 100–150 或 50–55 次/分",
    en: "Heart rate 100–150 or 50–55/min",
    source: "consensusVitals",
  },
  {
    id: "cn2018.III.systolic",
    level: "III",
    reads: ["systolicMmHg"],
    test: (v, c) =>
      within(v.systolicMmHg, 180, 200) ||
      (within(v.systolicMmHg, 80, 90) && !isLowPressureNormalForAge(v, c)),
    zh: "收缩压 180–200 或 80–90 mmHg",
    en: "Systolic pressure 180–200 or 80–90 mmHg",
    source: "consensusVitals",
  },
  {
    id: "cn2018.III.spo2",
    level: "III",
    reads: ["spo2Percent", "dyspnoea"],
    // The table names whole percents; everything between 90 and 95 belongs here.
    test: (v, c) => within(v.spo2Percent, 90, 94.99) && mayBeTachypnoeic(v, c),
    zh: "SpO2 90%–94% 且呼吸急促(未说明者按有)",
    en: "SpO2 90–94 % with dyspnoea (taken as present unless denied)",
    source: "consensusVitals",
  },
  {
    id: "cn2018.III.consciousness",
    level: "III",
    reads: ["consciousness"],
    test: (v) => v.consciousness === "V" || v.consciousness === "C",
    zh: "嗜睡可唤醒或新发意识混乱",
    en: "Drowsy but rousable, or newly confused",
    source: "consensusManual",
  },
  {
    id: "cn2018.III.pain",
    level: "III",
    reads: ["painScore"],
    test: (v) => v.painScore !== undefined && v.painScore >= 4 && v.painScore < 7,
    zh: "中重度疼痛(4–6 分)",
    en: "Moderate pain (4–6)",
    source: "consensusManual",
  },
];
