import { type Selectable, sql } from "kysely";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { IntakeStatus, ItemOutcome } from "../domain/states.js";
import { type Failure, type ImagingTables, imagingTables } from "../tables.js";

/** A lot of files on its way into a case. */
export interface Intake {
  readonly id: string;
  readonly caseId: string;
  readonly institutionId: string;
  readonly source: "upload" | "pacs" | "command";
  readonly pacsId: string | null;
  readonly studyInstanceUid: string | null;
  readonly status: IntakeStatus;
  readonly attempts: number;
  readonly total: number;
  readonly failure: Failure | null;
  readonly createdBy: string;
  readonly createdByName: string;
  readonly createdAt: Instant;
}

const toIntake = (row: Selectable<ImagingTables["imaging.intake"]>): Intake => ({
  id: row.id,
  caseId: row.case_id,
  institutionId: row.institution_id,
  source: row.source,
  pacsId: row.pacs_id,
  studyInstanceUid: row.study_instance_uid,
  status: row.status,
  attempts: row.attempts,
  total: row.total,
  failure: row.failure,
  createdBy: row.created_by,
  createdByName: row.created_by_name,
  createdAt: row.created_at as Instant,
});

/** How long a node may work without a sign of life before another takes the work over. */
export const leaseMinutes = 5;

export async function addIntake(
  tx: Tx,
  intake: Omit<Intake, "attempts" | "failure" | "createdAt">,
): Promise<void> {
  await imagingTables(tx)
    .insertInto("imaging.intake")
    .values({
      id: intake.id,
      case_id: intake.caseId,
      institution_id: intake.institutionId,
      source: intake.source,
      pacs_id: intake.pacsId,
      study_instance_uid: intake.studyInstanceUid,
      status: intake.status,
      lease_until: intake.status === "working" ? addMinutes(tx.now, 60) : null,
      total: intake.total,
      failure: null,
      created_by: intake.createdBy,
      created_by_name: intake.createdByName,
      created_at: tx.now,
      finished_at: null,
    })
    .execute();
}

/** Undefined: no such intake of this case in sight. `lock`: nobody else moves it until this transaction ends. */
export async function findIntake(
  tx: Tx,
  caseId: string,
  id: string,
  lock?: "lock",
): Promise<Intake | undefined> {
  const query = imagingTables(tx)
    .selectFrom("imaging.intake")
    .selectAll()
    .where("id", "=", id)
    .where("case_id", "=", caseId);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && toIntake(row);
}

/** The newest intakes of the case that this transaction may see. */
export async function listIntakes(tx: Tx, caseId: string, limit = 20): Promise<Intake[]> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.intake")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toIntake);
}

/** Moves the intake if it still stands where it stood. False: somebody was first. */
export async function moveIntake(
  tx: Tx,
  id: string,
  from: IntakeStatus,
  to: IntakeStatus,
  failure: Failure | null = null,
): Promise<boolean> {
  const isEnd = to === "done" || to === "failed" || to === "abandoned";
  const rows = await imagingTables(tx)
    .updateTable("imaging.intake")
    .set({
      status: to,
      finished_at: isEnd ? tx.now : null,
      ...(isEnd && { lease_until: null }),
      ...(failure && { failure: json(failure) }),
    })
    .where("id", "=", id)
    .where("status", "=", from)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Takes the oldest intake that waits, or whose node has gone silent. In system scope. */
export async function claimIntake(tx: Tx): Promise<Intake | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.intake")
    .selectAll()
    .where("source", "!=", "command")
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
    .updateTable("imaging.intake")
    .set({ status: "working", lease_until: addMinutes(tx.now, leaseMinutes), attempts: row.attempts + 1 })
    .where("id", "=", row.id)
    .execute();
  return { ...toIntake(row), status: "working", attempts: row.attempts + 1 };
}

/** A sign of life, and how much there is to look at. */
export async function keepIntake(tx: Tx, id: string, total: number): Promise<void> {
  await imagingTables(tx)
    .updateTable("imaging.intake")
    .set({ total, lease_until: addMinutes(tx.now, leaseMinutes) })
    .where("id", "=", id)
    .where("status", "=", "working")
    .execute();
}

/** An intake whose bytes stopped arriving before `before`. In system scope. */
export async function claimStale(tx: Tx, before: Instant): Promise<Intake | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.intake")
    .selectAll()
    .where("status", "=", "receiving")
    .where("created_at", "<", before)
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && toIntake(row);
}

export interface IntakeFile {
  readonly id: string;
  readonly position: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly fingerprint: string;
  readonly receivedBytes: number;
}

const toFile = (row: Selectable<ImagingTables["imaging.intake_file"]>): IntakeFile => ({
  id: row.id,
  position: row.position,
  name: row.name,
  sizeBytes: row.size_bytes,
  fingerprint: row.fingerprint,
  receivedBytes: row.received_bytes,
});

export async function addFiles(
  tx: Tx,
  intake: { readonly id: string; readonly caseId: string },
  files: readonly Omit<IntakeFile, "receivedBytes">[],
): Promise<void> {
  for (let at = 0; at < files.length; at += 500)
    await imagingTables(tx)
      .insertInto("imaging.intake_file")
      .values(
        files.slice(at, at + 500).map((file) => ({
          id: file.id,
          intake_id: intake.id,
          case_id: intake.caseId,
          position: file.position,
          name: file.name,
          size_bytes: file.sizeBytes,
          fingerprint: file.fingerprint,
        })),
      )
      .execute();
}

/** The announced files in their order. */
export async function listFiles(tx: Tx, intakeId: string): Promise<IntakeFile[]> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.intake_file")
    .selectAll()
    .where("intake_id", "=", intakeId)
    .orderBy("position")
    .execute();
  return rows.map(toFile);
}

export async function findFile(tx: Tx, intakeId: string, fileId: string): Promise<IntakeFile | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.intake_file")
    .selectAll()
    .where("id", "=", fileId)
    .where("intake_id", "=", intakeId)
    .executeTakeFirst();
  return row && toFile(row);
}

export interface Part {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly blobId: string;
}

/** Adds the part if the file has received exactly so much. False: another part was first; nothing is changed. */
export async function addPart(
  tx: Tx,
  file: { readonly id: string; readonly caseId: string },
  part: Part,
): Promise<boolean> {
  const moved = await imagingTables(tx)
    .updateTable("imaging.intake_file")
    .set({ received_bytes: part.offsetBytes + part.sizeBytes })
    .where("id", "=", file.id)
    .where("received_bytes", "=", part.offsetBytes)
    .where("size_bytes", ">=", part.offsetBytes + part.sizeBytes)
    .returning("id")
    .execute();
  if (moved.length === 0) return false;
  await imagingTables(tx)
    .insertInto("imaging.intake_part")
    .values({
      file_id: file.id,
      case_id: file.caseId,
      offset_bytes: part.offsetBytes,
      size_bytes: part.sizeBytes,
      sha256: part.sha256,
      blob_id: part.blobId,
    })
    .execute();
  return true;
}

/** The parts of the file in the order of their bytes. */
export async function listParts(tx: Tx, fileId: string): Promise<Part[]> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.intake_part")
    .select(["offset_bytes", "size_bytes", "sha256", "blob_id"])
    .where("file_id", "=", fileId)
    .orderBy("offset_bytes")
    .execute();
  return rows.map((row) => ({
    offsetBytes: row.offset_bytes,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    blobId: row.blob_id,
  }));
}

/** Forgets where parts lie; answers where, so that the bytes can be deleted after the commit. */
export async function dropParts(tx: Tx, intakeId: string, fileId?: string): Promise<string[]> {
  let files = imagingTables(tx)
    .selectFrom("imaging.intake_file")
    .select("id")
    .where("intake_id", "=", intakeId);
  if (fileId !== undefined) files = files.where("id", "=", fileId);
  const rows = await imagingTables(tx)
    .deleteFrom("imaging.intake_part")
    .where("file_id", "in", files)
    .returning("blob_id")
    .execute();
  return rows.map((row) => row.blob_id);
}

export interface Item {
  /** `3`, or `3/17` for a member of an archive; of a PACS the identifier of the image. */
  readonly place: string;
  readonly name: string;
  readonly outcome: ItemOutcome;
  readonly reason: string | null;
  readonly instanceId: string | null;
  readonly attachmentId: string | null;
}

/** Writes what became of a file; a second judgment of the same place changes nothing. */
export async function addItem(
  tx: Tx,
  intake: { readonly id: string; readonly caseId: string },
  item: Item,
): Promise<void> {
  await imagingTables(tx)
    .insertInto("imaging.intake_item")
    .values({
      intake_id: intake.id,
      case_id: intake.caseId,
      place: item.place,
      name: item.name,
      outcome: item.outcome,
      reason: item.reason,
      instance_id: item.instanceId,
      attachment_id: item.attachmentId,
    })
    .onConflict((conflict) => conflict.columns(["intake_id", "place"]).doNothing())
    .execute();
}

/** Places judged already. */
export async function judgedPlaces(tx: Tx, intakeId: string): Promise<Set<string>> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.intake_item")
    .select("place")
    .where("intake_id", "=", intakeId)
    .execute();
  return new Set(rows.map((row) => row.place));
}

export type Outcomes = Readonly<Record<ItemOutcome, number>>;

/** How many of each outcome, by intake. */
export async function countItems(tx: Tx, intakeIds: readonly string[]): Promise<Map<string, Outcomes>> {
  const counts = new Map<string, Record<ItemOutcome, number>>();
  if (intakeIds.length === 0) return counts;
  const rows = await imagingTables(tx)
    .selectFrom("imaging.intake_item")
    .select(["intake_id", "outcome", sql<number>`count(*)::int`.as("count")])
    .where("intake_id", "in", [...intakeIds])
    .groupBy(["intake_id", "outcome"])
    .execute();
  for (const row of rows) {
    const one = counts.get(row.intake_id) ?? { kept: 0, attached: 0, duplicate: 0, refused: 0 };
    one[row.outcome] = row.count;
    counts.set(row.intake_id, one);
  }
  return counts;
}

/** The refused files of an intake, at most `limit`. */
export async function listRefused(
  tx: Tx,
  intakeId: string,
  limit = 200,
): Promise<{ name: string; reason: string }[]> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.intake_item")
    .select(["name", "reason"])
    .where("intake_id", "=", intakeId)
    .where("outcome", "=", "refused")
    .orderBy("place")
    .limit(limit)
    .execute();
  return rows.map(({ name, reason }) => ({ name, reason: reason ?? "" }));
}

/** Wakes the nodes that judge and fetch, on commit. */
export async function wakeImaging(tx: Tx): Promise<void> {
  await sql`select pg_notify('consilium_imaging', '')`.execute(imagingTables(tx));
}
