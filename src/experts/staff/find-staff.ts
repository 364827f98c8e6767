import type { Tx } from "../../platform/database/database.js";
import { expertsTables } from "../tables.js";

/** An expert of a hospital, as the hospital's own systems ask for him. */
export interface KnownStaff {
  readonly practitionerId: string;
  readonly licenceNumber: string | null;
  /** Null: he has no account, hence no calendar. */
  readonly personId: string | null;
}

/** Experts with a post at the institution that is not retired, by licence or by id; others are not among the answers. */
export async function findStaff(
  tx: Tx,
  institutionId: string,
  by: { readonly licenceNumbers: readonly string[]; readonly practitionerIds: readonly string[] },
): Promise<KnownStaff[]> {
  const { licenceNumbers, practitionerIds } = by;
  if (licenceNumbers.length + practitionerIds.length === 0) return [];
  const rows = await expertsTables(tx)
    .selectFrom("experts.practitioner as p")
    .select(["p.id", "p.licence_number", "p.person_id"])
    .where((e) =>
      e.or([
        ...(licenceNumbers.length > 0 ? [e("p.licence_number", "in", [...licenceNumbers])] : []),
        ...(practitionerIds.length > 0 ? [e("p.id", "in", [...practitionerIds])] : []),
      ]),
    )
    .where((e) =>
      e.exists(
        e
          .selectFrom("experts.practitioner_role as r")
          .select("r.id")
          .whereRef("r.practitioner_id", "=", "p.id")
          .where("r.organization_id", "=", institutionId)
          .where("r.status", "!=", "retired")
          .where("r.merged_into", "is", null),
      ),
    )
    .orderBy("p.id")
    .execute();
  return rows.map((row) => ({
    practitionerId: row.id,
    licenceNumber: row.licence_number,
    personId: row.person_id,
  }));
}
