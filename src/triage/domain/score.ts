import type { Vitals, VitalField } from "./vitals.js";

/** One row of a scoring table: values up to and including `max` score `points`; the last row has no `max`. */
export interface Band {
  readonly max?: number;
  readonly points: number;
}

export interface ScorePart {
  readonly field: VitalField;
  readonly value: number | boolean | string;
  readonly points: number;
}

/**
 * A score is a total only when every input was measured. With gaps there is no total: `atLeast` is what the measured
 * parts already add up to, and because no part can be negative the true total cannot be lower.
 */
export type Score =
  | {
      readonly status: "scored";
      readonly total: number;
      readonly parts: readonly ScorePart[];
      readonly assumed: readonly ScoreAssumption[];
    }
  | {
      readonly status: "incomplete";
      readonly total: null;
      readonly atLeast: number;
      readonly parts: readonly ScorePart[];
      readonly missing: readonly VitalField[];
      readonly assumed: readonly ScoreAssumption[];
      readonly zh: string;
      readonly en: string;
    }
  | {
      readonly status: "not_applicable";
      readonly total: null;
      readonly why: "under_16" | "pregnant";
      readonly zh: string;
      readonly en: string;
    };

/** What was taken for granted because it was not said: an unknown age is scored as adult, never hidden. */
export type ScoreAssumption = "adult";

/** The person as the scores need it: age in months or null, child by the text, pregnant or not. */
export interface ScoredPerson {
  readonly ageMonths: number | null;
  readonly isChild: boolean;
  readonly isPregnant: boolean;
}

const sixteenYears = 16 * 12;

/** Points of a value in bands that ascend; the value is first rounded to the table's own precision. */
export function bandPoints(bands: readonly Band[], value: number, decimals: 0 | 1): number {
  const factor = decimals === 0 ? 1 : 10;
  const rounded = Math.round(value * factor) / factor;
  return bands.find((band) => band.max === undefined || rounded <= band.max)?.points ?? 0;
}

/** The refusal of a score that is not validated for this person, or null when it applies. */
export function notApplicable(
  name: string,
  person: ScoredPerson,
): Extract<Score, { status: "not_applicable" }> | null {
  const isUnder16 = person.ageMonths === null ? person.isChild : person.ageMonths < sixteenYears;
  if (isUnder16)
    return {
      status: "not_applicable",
      total: null,
      why: "under_16",
      zh: `${name} 不适用于 16 岁以下`,
      en: `${name} is not for patients under 16`,
    };
  if (person.isPregnant)
    return {
      status: "not_applicable",
      total: null,
      why: "pregnant",
      zh: `${name} 不适用于妊娠期`,
      en: `${name} is not for pregnancy`,
    };
  return null;
}

/** Adds up measured parts, or says which inputs are missing. `parts` lists each input once, null when not measured. */
export function addUp(
  name: string,
  person: ScoredPerson,
  parts: readonly { readonly field: VitalField; readonly part: ScorePart | null }[],
  fieldNames: (field: VitalField) => { zh: string; en: string },
): Score {
  const measured = parts.flatMap(({ part }) => (part === null ? [] : [part]));
  const missing = parts.filter(({ part }) => part === null).map(({ field }) => field);
  const sum = measured.reduce((total, part) => total + part.points, 0);
  const assumed: readonly ScoreAssumption[] = person.ageMonths === null ? ["adult"] : [];
  if (missing.length === 0) return { status: "scored", total: sum, parts: measured, assumed };
  const names = missing.map(fieldNames);
  return {
    status: "incomplete",
    total: null,
    atLeast: sum,
    parts: measured,
    missing,
    assumed,
    zh: `缺${names.map((n) => n.zh).join("、")}，不能给出 ${name} 总分`,
    en: `No ${name} total without ${names.map((n) => n.en.toLowerCase()).join(", ")}`,
  };
}

/** A part for a numeric vital sign, or null when it was not measured. */
export function numberPart(
  vitals: Vitals,
  field: "heartRatePerMin" | "respiratoryRatePerMin" | "systolicMmHg" | "temperatureC" | "spo2Percent",
  bands: readonly Band[],
): { readonly field: VitalField; readonly part: ScorePart | null } {
  const value = vitals[field];
  if (value === undefined) return { field, part: null };
  return {
    field,
    part: { field, value, points: bandPoints(bands, value, field === "temperatureC" ? 1 : 0) },
  };
}
