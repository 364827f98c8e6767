import type { UrgencyLevel } from "./level.js";
import type { SourceKey } from "./source.js";
import type { Subject } from "./subject.js";
import type { VitalField, Vitals } from "./vitals.js";

/** Facts of the text that change how a vital sign is read. */
export interface VitalContext {
  readonly subject: Subject;
  /** The text speaks of laboured breathing. */
  readonly textDyspnoea: boolean;
  /** The text speaks of fever. */
  readonly textFever: boolean;
  /** The text speaks of neutropenia. */
  readonly textNeutropenia: boolean;
}

/** One criterion. It is met when `test` is true; it is silent when a value it reads was not measured. */
export interface VitalRule {
  readonly id: string;
  readonly level: UrgencyLevel;
  readonly reads: readonly VitalField[];
  readonly test: (vitals: Vitals, context: VitalContext) => boolean;
  readonly zh: string;
  readonly en: string;
  readonly source: SourceKey;
}

/** True when the value was measured and exceeds the limit. */
export const above = (value: number | undefined, limit: number): boolean =>
  value !== undefined && value > limit;
/** True when the value was measured and is under the limit. */
export const below = (value: number | undefined, limit: number): boolean =>
  value !== undefined && value < limit;
/** True when the value was measured and lies between both ends, ends included. */
export const within = (value: number | undefined, low: number, high: number): boolean =>
  value !== undefined && value >= low && value <= high;
/** Years as months. */
export const years = (n: number): number => n * 12;
/** True when the age is known and under so many months. */
export const ageBelow = ({ subject }: VitalContext, months: number): boolean =>
  subject.ageMonths !== null && subject.ageMonths < months;
