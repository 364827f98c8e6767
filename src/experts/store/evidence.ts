import { sql } from "kysely";
import { json, type Tx } from "../../platform/database/database.js";
import type { Evidence } from "../domain/claims/record-claims.js";
import { expertsTables } from "../tables.js";

/** One claim; undefined: there is none. */
export const findClaim = async (tx: Tx, claimId: string) =>
  expertsTables(tx).selectFrom("experts.claim").selectAll().where("id", "=", claimId).executeTakeFirst();

/** Names a claim's evidence. False: the claim is gone, or not this person's to change. */
export async function saveEvidence(tx: Tx, claimId: string, evidence: Evidence): Promise<boolean> {
  const rows = await expertsTables(tx)
    .updateTable("experts.claim")
    .set({ evidence: json(evidence) })
    .where("id", "=", claimId)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Registers the stored file. */
export async function addEvidenceFile(
  tx: Tx,
  file: {
    readonly fileId: string;
    readonly institutionId: string;
    readonly name: string;
    readonly mediaType: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly addedBy: string;
  },
): Promise<void> {
  await sql`insert into platform.file (id, institution_id, name, media_type, size_bytes, sha256, created_by, created_at)
    values (${file.fileId}, ${file.institutionId}, ${file.name}, ${file.mediaType}, ${file.sizeBytes}, ${file.sha256},
      ${file.addedBy}, ${tx.now})`.execute(expertsTables(tx));
}
