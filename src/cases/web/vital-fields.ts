import type { VitalsForm } from "../api.js";

interface Words {
  readonly zh: string;
  readonly en: string;
}
type Keys<T> = { [K in keyof VitalsForm]: VitalsForm[K] extends T | null ? K : never }[keyof VitalsForm];

/** A vital sign that is a number: its name, unit, the widest value the field takes and the step of its arrows. */
export interface VitalNumber {
  readonly key: Keys<number>;
  readonly zh: string;
  readonly en: string;
  readonly unit: Words;
  readonly max: number;
  readonly step: number;
  /** A value that shows the form of an answer, never an advice. */
  readonly example: string;
}

const perMinute: Words = { zh: "次/分", en: "/min" };
const same = (unit: string): Words => ({ zh: unit, en: unit });

/** In the order a ward reads them out. */
export const vitalNumbers: readonly VitalNumber[] = [
  {
    key: "systolicMmHg",
    zh: "收缩压",
    en: "Systolic",
    unit: same("mmHg"),
    max: 1000,
    step: 1,
    example: "120",
  },
  {
    key: "diastolicMmHg",
    zh: "舒张压",
    en: "Diastolic",
    unit: same("mmHg"),
    max: 1000,
    step: 1,
    example: "80",
  },
  {
    key: "heartRatePerMin",
    zh: "心率",
    en: "Heart rate",
    unit: perMinute,
    max: 1000,
    step: 1,
    example: "75",
  },
  {
    key: "respiratoryRatePerMin",
    zh: "呼吸",
    en: "Respiration",
    unit: perMinute,
    max: 1000,
    step: 1,
    example: "16",
  },
  { key: "spo2Percent", zh: "血氧饱和度", en: "SpO2", unit: same("%"), max: 1000, step: 1, example: "98" },
  {
    key: "temperatureC",
    zh: "体温",
    en: "Temperature",
    unit: { zh: "℃", en: "°C" },
    max: 100,
    step: 0.1,
    example: "36.5",
  },
  {
    key: "glucoseMmolL",
    zh: "血糖",
    en: "Glucose",
    unit: same("mmol/L"),
    max: 1000,
    step: 0.1,
    example: "5.6",
  },
  {
    key: "potassiumMmolL",
    zh: "血钾",
    en: "Potassium",
    unit: same("mmol/L"),
    max: 100,
    step: 0.1,
    example: "4.0",
  },
  {
    key: "painScore",
    zh: "疼痛评分",
    en: "Pain score",
    unit: { zh: "分（0–10）", en: "of 10" },
    max: 10,
    step: 1,
    example: "0",
  },
];

/** The six that triage always asks for; the rest stand behind “more”. */
export const usualVitals: ReadonlySet<string> = new Set(vitalNumbers.slice(0, 6).map(({ key }) => key));

export const vitalFlags: readonly (Words & { readonly key: Keys<boolean> })[] = [
  { key: "onOxygen", zh: "正在吸氧", en: "On oxygen" },
  { key: "dyspnoea", zh: "呼吸急促", en: "Dyspnoea" },
];

/** ACVPU. Source: NEWS2 (Royal College of Physicians, 2017). */
export const consciousnessLevels: readonly (Words & { readonly key: "A" | "C" | "V" | "P" | "U" })[] = [
  { key: "A", zh: "A 清醒", en: "A alert" },
  { key: "C", zh: "C 新发意识混乱", en: "C new confusion" },
  { key: "V", zh: "V 呼唤有反应", en: "V responds to voice" },
  { key: "P", zh: "P 仅疼痛有反应", en: "P responds to pain" },
  { key: "U", zh: "U 无反应", en: "U unresponsive" },
];
export const consciousnessName: Words = { zh: "意识状态", en: "Consciousness" };

/** What was measured, in words with units, in the order of the form; empty when nothing was. */
export function vitalLines(
  vitals: VitalsForm,
): { readonly key: string; readonly name: Words; readonly value: Words }[] {
  const lines: { key: string; name: Words; value: Words }[] = [];
  for (const { key, zh, en, unit } of vitalNumbers) {
    const value = vitals[key];
    if (value === null || key === "diastolicMmHg") continue;
    if (key === "systolicMmHg" && vitals.diastolicMmHg !== null)
      lines.push({
        key,
        name: { zh: "血压", en: "Blood pressure" },
        value: same(`${value}/${vitals.diastolicMmHg} mmHg`),
      });
    else
      lines.push({ key, name: { zh, en }, value: { zh: `${value} ${unit.zh}`, en: `${value} ${unit.en}` } });
  }
  if (vitals.systolicMmHg === null && vitals.diastolicMmHg !== null)
    lines.unshift({
      key: "diastolicMmHg",
      name: { zh: "舒张压", en: "Diastolic" },
      value: same(`${vitals.diastolicMmHg} mmHg`),
    });
  const level = consciousnessLevels.find(({ key }) => key === vitals.consciousness);
  if (level) lines.push({ key: "consciousness", name: consciousnessName, value: level });
  for (const { key, zh, en } of vitalFlags) {
    const value = vitals[key];
    if (value !== null)
      lines.push({ key, name: { zh, en }, value: value ? { zh: "是", en: "yes" } : { zh: "否", en: "no" } });
  }
  return lines;
}
