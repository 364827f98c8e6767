import type { Tx } from "../../platform/database/database.js";
import { qualityTables, type QualityTables } from "../tables.js";

type Complaint = QualityTables["quality.complaint"];

export async function addComplaint(
  tx: Tx,
  complaint: Pick<
    Complaint,
    | "id"
    | "case_id"
    | "institution_id"
    | "source"
    | "text_cipher"
    | "is_complex"
    | "due_at"
    | "filed_by"
    | "filed_at"
  >,
): Promise<void> {
  await qualityTables(tx)
    .insertInto("quality.complaint")
    .values({
      ...complaint,
      status: "open",
      owner_person_id: null,
      owner_name: null,
      answer_cipher: null,
      is_founded: null,
      version: 1,
      answered_at: null,
      closed_at: null,
    })
    .execute();
}

export const findComplaint = (tx: Tx, id: string, lock?: "lock"): Promise<Complaint | undefined> => {
  const query = qualityTables(tx).selectFrom("quality.complaint").selectAll().where("id", "=", id);
  return (lock === undefined ? query : query.forUpdate()).executeTakeFirst();
};

/** Those that wait first, the earliest deadline first. */
export const listComplaints = (tx: Tx): Promise<Complaint[]> =>
  qualityTables(tx)
    .selectFrom("quality.complaint")
    .selectAll()
    .orderBy((e) => e("status", "in", ["answered", "closed"]))
    .orderBy("due_at")
    .orderBy("id")
    .limit(200)
    .execute();

export async function changeComplaint(
  tx: Tx,
  found: Pick<Complaint, "id" | "version">,
  change: Partial<
    Pick<
      Complaint,
      | "status"
      | "owner_person_id"
      | "owner_name"
      | "answer_cipher"
      | "is_founded"
      | "answered_at"
      | "closed_at"
    >
  >,
): Promise<void> {
  await qualityTables(tx)
    .updateTable("quality.complaint")
    .set({ ...change, version: found.version + 1 })
    .where("id", "=", found.id)
    .where("version", "=", found.version)
    .execute();
}
