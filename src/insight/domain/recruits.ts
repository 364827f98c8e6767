/** Somebody who might be asked to take on a field. */
export interface Recruit {
  readonly roleId: string;
  readonly practitionerId: string;
  readonly name: string;
  readonly organizationName: string;
  readonly departmentName: string;
  /** Patients of the field's diseases by his claims, those that somebody verified in full and the others by half. */
  readonly patients: number;
  readonly verifiedPatients: number;
  /** Kilometres from his hospital to the region; null: a place without coordinates. */
  readonly kilometres: number | null;
  /** He has declared the field, but no hospital of the region has an agreement with his. */
  readonly isOfTheField: boolean;
  readonly hasAgreement: boolean;
}

/**
 * Whom to ask first: many patients of the field count by their logarithm (the hundredth says less than the tenth), a thousand
 * kilometres cost as much as half of them, and who is of the field but lacks the agreement comes before the hidden skill of equal
 * weight, for only a signature is missing. Ties by id, so that the order does not depend on the input's.
 */
export const rankRecruits = (recruits: readonly Recruit[], count: number): readonly Recruit[] =>
  recruits
    .filter(({ patients, isOfTheField }) => patients > 0 || isOfTheField)
    .map((one) => [weightOf(one), one] as const)
    .sort(([a, x], [b, y]) => b - a || (x.roleId < y.roleId ? -1 : 1))
    .slice(0, count)
    .map(([, one]) => one);

const weightOf = (one: Recruit): number =>
  Math.log2(1 + (one.patients + one.verifiedPatients) / 2) +
  (one.isOfTheField ? 3 : 0) -
  (one.kilometres ?? 2000) / 1000 +
  (one.hasAgreement ? 0.5 : 0);
