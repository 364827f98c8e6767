/** Why a person finds a ranked expert unsuitable for a case (不合适). */
export const unsuitableReasons = [
  "wrong_field",
  "lacks_experience",
  "patient_declines",
  "known_conflict",
  "too_slow",
  "other",
] as const;
export type UnsuitableReason = (typeof unsuitableReasons)[number];
