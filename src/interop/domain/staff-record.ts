import type { Instant } from "../../kernel/types.js";
import type { Fault } from "./fault.js";

/** What a hospital's system can say of one person, by the names the registry's reader of lists uses. */
export const staffFields = [
  "name",
  "institution",
  "gender",
  "bornOn",
  "idNumber",
  "licenceNumber",
  "qualificationNumber",
  "department",
  "title",
  "academicTitle",
  "post",
  "mobile",
  "email",
  "goodAt",
  "diseases",
  "subspecialty",
  "practiceScope",
  "practiceCategory",
  "independentSince",
  "education",
  "languages",
  "societies",
  "honours",
  "staffNumber",
] as const;
export type StaffField = (typeof staffFields)[number];

/** deactivate: his post stops taking consultations, nothing is deleted · reactivate: it takes them again. */
export type StaffAction = "add" | "update" | "deactivate" | "reactivate";

/** A value as it was sent, and where it stood. */
export interface PlacedText {
  readonly text: string;
  readonly place: string;
}

/** One person in one message, bundle or file. */
export interface StaffEntry {
  /** From 1, in the order sent: what a run log and an acknowledgement count by. */
  readonly rowNumber: number;
  /** Where the entry begins. */
  readonly place: string;
  readonly action: StaffAction;
  /** The person's key in the sender's system; "" when it is missing, which is then among the faults. */
  readonly staffKey: string;
  /** The person's key where the staff key is one of a post; else the same. */
  readonly personKey: string;
  /** Whether the sender says that he works here now; null: he does not say. */
  readonly isActive: boolean | null;
  /** Since when it holds, by the sender. An older entry never overwrites a newer fact. */
  readonly effectiveAt: Instant;
  readonly values: ReadonlyMap<StaffField, PlacedText>;
  /** The sender's own words for why somebody is deactivated, if any. */
  readonly reason: string;
  readonly faults: readonly Fault[];
}
