import type { Tx } from "../../platform/database/database.js";
import type { ClaimKind } from "../domain/claims/kinds.js";
import type { LiveClaim } from "../domain/claims/slot.js";
import { expertsTables, type ExpertsTables } from "../tables.js";

type PersonColumns = Partial<
  Pick<
    ExpertsTables["experts.practitioner"],
    "name" | "gender" | "birth_on" | "licence_number" | "practice_scope_code" | "independent_since_on"
  >
>;

const civil = /^\d{4}-\d{2}-\d{2}$/u;
const titleCode = /^\d{3}$/u;

/** The columns of a person's row that standing claims fill; a value of a wrong form fills nothing. */
export function personColumnsOf(standing: readonly LiveClaim[]): PersonColumns {
  const text = (kind: ClaimKind): string | undefined => {
    const value = standing.find((claim) => claim.kind === kind)?.value;
    return typeof value === "string" ? value : undefined;
  };
  const [name, gender, birthOn] = [text("name"), text("gender"), text("birth_on")];
  const [licence, scope, since] = [text("licence"), text("practice_scope"), text("independent_since")];
  return {
    ...(name !== undefined && name.length <= 50 && { name }),
    ...((gender === "male" || gender === "female") && { gender }),
    ...(birthOn !== undefined && civil.test(birthOn) && { birth_on: birthOn }),
    ...(licence !== undefined && /^\d{15}$/u.test(licence) && { licence_number: licence }),
    ...(scope !== undefined && { practice_scope_code: scope }),
    ...(since !== undefined && civil.test(since) && { independent_since_on: since }),
  };
}

/**
 * Writes the values that stand into the rows that search, matching and pages read. A licence number that another expert
 * holds is not written: the two are a question for a person.
 */
export async function projectFields(
  tx: Tx,
  practitionerId: string,
  standing: readonly LiveClaim[],
): Promise<void> {
  const db = expertsTables(tx);
  let columns = personColumnsOf(standing);
  if (columns.licence_number != null) {
    const holder = await db
      .selectFrom("experts.practitioner")
      .select("id")
      .where("licence_number", "=", columns.licence_number)
      .where("id", "!=", practitionerId)
      .executeTakeFirst();
    if (holder !== undefined) {
      columns = { ...columns };
      delete columns.licence_number;
    }
  }
  if (Object.keys(columns).length > 0)
    await db
      .updateTable("experts.practitioner")
      .set({ ...columns, updated_at: tx.now })
      .where("id", "=", practitionerId)
      .execute();
  for (const claim of standing) {
    if (claim.kind !== "title" && claim.kind !== "teaching_title") continue;
    if (claim.practitionerRoleId === null || typeof claim.value !== "string" || !titleCode.test(claim.value))
      continue;
    await db
      .updateTable("experts.practitioner_role")
      .set(
        claim.kind === "title"
          ? { title_code: claim.value, title_text: claim.label, updated_at: tx.now }
          : { teaching_title_code: claim.value, updated_at: tx.now },
      )
      .where("id", "=", claim.practitionerRoleId)
      .execute();
  }
}
