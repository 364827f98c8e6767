import type { FieldId } from "../domain/import/fields.js";

/** One person as a hospital's system states him. */
export interface StaffRow {
  readonly rowNumber: number;
  /** Texts as sent, with the place each stood at. What is missing says nothing and erases nothing. */
  readonly values: ReadonlyMap<FieldId, { readonly text: string; readonly place: string }>;
  /** Where the row begins, for faults of a value that is missing. */
  readonly place: string;
  /** Whom the system's key meant before; null when it is new. */
  readonly known: { readonly practitionerId: string; readonly practitionerRoleId: string | null } | null;
  /** Experts a person has said the key does not mean; whoever they are merged into is meant as well. */
  readonly apartFrom: readonly string[];
  /** Civil date for which the system states it. */
  readonly asOfOn: string;
  /** Run and place: where the statement can be looked up. */
  readonly reference: string;
}
