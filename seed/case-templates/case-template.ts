import type { Sex } from "../names.js";

/**
 * A kind of case as county doctors send it. Texts hold `{a|b}` (one of them) and `{3-7}` (a number); the same hole has one
 * filling throughout a patient's texts. `{side:左|右}` names its choice, so that `{side}` repeats it and
 * `{side?L|R}` takes the alternative at the same place. `{age} {sex} {hr} {rr} {bp} {t} {spo2}` are this patient's.
 */
export interface CaseTemplate {
  readonly key: string;
  /** The specialty the doctor asks for. */
  readonly specialty: string;
  readonly title?: "associate" | "senior";
  readonly sex?: Sex;
  /** Years; fractions for infants. */
  readonly age: readonly [from: number, to: number];
  readonly isPregnant?: boolean;
  /** How often it comes, relative to the others. */
  readonly weight: number;
  /** `hr 90-110, rr 20-26, bp 100-130/60-80, t 37-38.5, spo2 90-95, o2, A, dyspnoea, glucose 20-30, potassium 3-4, pain 3-6` */
  readonly vitals: string;
  /** `code name`, the most suspected first. */
  readonly diagnoses: readonly string[];
  readonly question: string;
  readonly summary: string;
  readonly answer: string;
  readonly conclusion: string;
  readonly advice: string;
}
