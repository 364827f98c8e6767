import { type Selectable, sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { SendingStatus } from "../domain/states.js";
import { type Failure, type ImagingTables, imagingTables } from "../tables.js";
import { leaseMinutes } from "./intakes.js";

/** A PACS of an institution, as it is set up. */
export interface Pacs {
  readonly id: string;
  readonly institutionId: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly auth: "none" | "basic" | "bearer";
  readonly username: string;
  readonly secretCipher: string | null;
  readonly status: "enabled" | "paused";
  readonly version: number;
}

const toPacs = (row: Selectable<ImagingTables["imaging.pacs"]>): Pacs => ({
  id: row.id,
  institutionId: row.institution_id,
  name: row.name,
  baseUrl: row.base_url,
  auth: row.auth,
  username: row.username,
  secretCipher: row.secret_cipher,
  status: row.status,
  version: row.version,
});

/** Those the tenant filter shows; of one institution when named. */
export async function listPacs(tx: Tx, institutionId?: string): Promise<Pacs[]> {
  let query = imagingTables(tx)
    .selectFrom("imaging.pacs")
    .selectAll()
    .orderBy("institution_id")
    .orderBy("name");
  if (institutionId !== undefined) query = query.where("institution_id", "=", institutionId);
  return (await query.execute()).map(toPacs);
}

export async function findPacs(tx: Tx, id: string): Promise<Pacs | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.pacs")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toPacs(row);
}

/** Adds a PACS, ready for use. Throws on a name that is taken. */
export async function addPacs(
  tx: Tx,
  pacs: Omit<Pacs, "status" | "version">,
  createdBy: string,
): Promise<void> {
  await imagingTables(tx)
    .insertInto("imaging.pacs")
    .values({
      id: pacs.id,
      institution_id: pacs.institutionId,
      name: pacs.name,
      base_url: pacs.baseUrl,
      auth: pacs.auth,
      username: pacs.username,
      secret_cipher: pacs.secretCipher,
      created_by: createdBy,
      created_at: tx.now,
      updated_at: tx.now,
    })
    .execute();
}

/** Saves a change if the PACS still has that version. False: somebody changed it first. */
export async function savePacs(tx: Tx, pacs: Pacs, version: number): Promise<boolean> {
  const rows = await imagingTables(tx)
    .updateTable("imaging.pacs")
    .set({
      name: pacs.name,
      base_url: pacs.baseUrl,
      auth: pacs.auth,
      username: pacs.username,
      secret_cipher: pacs.secretCipher,
      status: pacs.status,
      version: version + 1,
      updated_at: tx.now,
    })
    .where("id", "=", pacs.id)
    .where("version", "=", version)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** A study on its way to a PACS. */
export interface Sending {
  readonly id: string;
  readonly caseId: string;
  readonly institutionId: string;
  readonly studyId: string;
  readonly pacsId: string;
  readonly status: SendingStatus;
  readonly attempts: number;
  readonly total: number;
  readonly sent: number;
  readonly failure: Failure | null;
  readonly createdBy: string;
  readonly createdByName: string;
}

const toSending = (row: Selectable<ImagingTables["imaging.sending"]>): Sending => ({
  id: row.id,
  caseId: row.case_id,
  institutionId: row.institution_id,
  studyId: row.study_id,
  pacsId: row.pacs_id,
  status: row.status,
  attempts: row.attempts,
  total: row.total,
  sent: row.sent,
  failure: row.failure,
  createdBy: row.created_by,
  createdByName: row.created_by_name,
});

/** Puts a sending in line. Throws on the unique index while one of the study to that PACS is under way. */
export async function addSending(
  tx: Tx,
  sending: Omit<Sending, "status" | "attempts" | "sent" | "failure">,
): Promise<void> {
  await imagingTables(tx)
    .insertInto("imaging.sending")
    .values({
      id: sending.id,
      case_id: sending.caseId,
      institution_id: sending.institutionId,
      study_id: sending.studyId,
      pacs_id: sending.pacsId,
      status: "waiting",
      lease_until: null,
      total: sending.total,
      sent: 0,
      failure: null,
      created_by: sending.createdBy,
      created_by_name: sending.createdByName,
      created_at: tx.now,
      finished_at: null,
    })
    .execute();
}

/** The newest sending of each study of the case. */
export async function latestSendings(tx: Tx, caseId: string): Promise<Map<string, Sending>> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.sending")
    .selectAll()
    .distinctOn("study_id")
    .where("case_id", "=", caseId)
    .orderBy("study_id")
    .orderBy("created_at", "desc")
    .execute();
  return new Map(rows.map((row) => [row.study_id, toSending(row)]));
}

/** Takes the oldest that waits, or whose node has gone silent. In system scope. */
export async function claimSending(tx: Tx): Promise<Sending | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.sending")
    .selectAll()
    .where((e) =>
      e.or([
        e("status", "=", "waiting"),
        e.and([e("status", "=", "working"), e("lease_until", "<", tx.now)]),
      ]),
    )
    .orderBy("created_at")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  await imagingTables(tx)
    .updateTable("imaging.sending")
    .set({ status: "working", lease_until: addMinutes(tx.now, leaseMinutes), attempts: row.attempts + 1 })
    .where("id", "=", row.id)
    .execute();
  return { ...toSending(row), status: "working", attempts: row.attempts + 1 };
}

export async function keepSending(tx: Tx, id: string, sent: number): Promise<void> {
  await imagingTables(tx)
    .updateTable("imaging.sending")
    .set({ sent, lease_until: addMinutes(tx.now, leaseMinutes) })
    .where("id", "=", id)
    .where("status", "=", "working")
    .execute();
}

/** Ends the sending if it still works. False: it had ended. */
export async function endSending(tx: Tx, id: string, failure: Failure | null): Promise<boolean> {
  const rows = await imagingTables(tx)
    .updateTable("imaging.sending")
    .set({
      status: failure ? "failed" : "done",
      finished_at: tx.now,
      lease_until: null,
      failure: failure ? json(failure) : sql<Failure | null>`null`,
    })
    .where("id", "=", id)
    .where("status", "=", "working")
    .returning("id")
    .execute();
  return rows.length === 1;
}
