import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { platformTables } from "../../platform/tables.js";
import { imagingTables } from "../tables.js";
import type { ImageHeader } from "../vetting/header.js";

/** An image (SOP instance) of a series. */
export interface InstanceRecord {
  readonly id: string;
  readonly sopInstanceUid: string;
  readonly number: number | null;
  readonly position: number | null;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly fileId: string;
  readonly sizeBytes: number;
}

const instanceColumns = [
  "i.id",
  "i.sop_instance_uid",
  "i.number",
  "i.position",
  "i.rows",
  "i.columns",
  "i.frames",
  "i.file_id",
  "i.size_bytes",
] as const;
const toInstance = (row: {
  id: string;
  sop_instance_uid: string;
  number: number | null;
  position: number | null;
  rows: number;
  columns: number;
  frames: number;
  file_id: string;
  size_bytes: number;
}): InstanceRecord => ({
  id: row.id,
  sopInstanceUid: row.sop_instance_uid,
  number: row.number,
  position: row.position,
  rows: row.rows,
  columns: row.columns,
  frames: row.frames,
  fileId: row.file_id,
  sizeBytes: row.size_bytes,
});

/** The instances of a series or a whole study that is not withdrawn, in no order. */
export async function listInstances(
  tx: Tx,
  caseId: string,
  of: { readonly seriesId: string } | { readonly studyId: string },
): Promise<InstanceRecord[]> {
  let query = imagingTables(tx)
    .selectFrom("imaging.instance as i")
    .innerJoin("imaging.series as s", "s.id", "i.series_id")
    .innerJoin("imaging.study as t", "t.id", "s.study_id")
    .select(instanceColumns)
    .where("i.case_id", "=", caseId)
    .where("t.status", "!=", "withdrawn");
  query = "seriesId" in of ? query.where("s.id", "=", of.seriesId) : query.where("t.id", "=", of.studyId);
  return (await query.execute()).map(toInstance);
}

/** Undefined: no such image of this case in sight, or its study was withdrawn. */
export async function findInstance(
  tx: Tx,
  caseId: string,
  instanceId: string,
): Promise<(InstanceRecord & { readonly seriesId: string; readonly sha256: string }) | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.instance as i")
    .innerJoin("imaging.series as s", "s.id", "i.series_id")
    .innerJoin("imaging.study as t", "t.id", "s.study_id")
    .select([...instanceColumns, "i.series_id"])
    .where("i.id", "=", instanceId)
    .where("i.case_id", "=", caseId)
    .where("t.status", "!=", "withdrawn")
    .executeTakeFirst();
  if (!row) return undefined;
  const { sha256 } = await platformTables(tx)
    .selectFrom("platform.file")
    .select("sha256")
    .where("id", "=", row.file_id)
    .executeTakeFirstOrThrow();
  return { ...toInstance(row), seriesId: row.series_id, sha256 };
}

/** The id of the case's image with that identifier. */
export async function findByUid(tx: Tx, caseId: string, sopInstanceUid: string): Promise<string | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.instance")
    .select("id")
    .where("case_id", "=", caseId)
    .where("sop_instance_uid", "=", sopInstanceUid)
    .executeTakeFirst();
  return row?.id;
}

/** Adds the file's row and the image that names it; the bytes must be stored already. */
export async function addInstance(
  tx: Tx,
  image: {
    readonly id: string;
    readonly caseId: string;
    readonly institutionId: string;
    readonly seriesId: string;
    readonly intakeId: string;
    readonly fileId: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    readonly addedBy: string;
    readonly header: ImageHeader;
  },
): Promise<void> {
  const { header } = image;
  await platformTables(tx)
    .insertInto("platform.file")
    .values({
      id: image.fileId,
      institution_id: image.institutionId,
      name: `${image.id}.dcm`,
      media_type: "application/dicom",
      size_bytes: image.sizeBytes,
      sha256: image.sha256,
      created_by: image.addedBy,
      created_at: tx.now,
    })
    .execute();
  await imagingTables(tx)
    .insertInto("imaging.instance")
    .values({
      id: image.id,
      series_id: image.seriesId,
      case_id: image.caseId,
      sop_instance_uid: header.sopInstanceUid,
      sop_class_uid: header.sopClassUid,
      transfer_syntax_uid: header.transferSyntaxUid,
      number: header.instanceNumber,
      position: header.position,
      rows: header.rows,
      columns: header.columns,
      frames: header.frames,
      file_id: image.fileId,
      size_bytes: image.sizeBytes,
      intake_id: image.intakeId,
      added_at: tx.now,
    })
    .execute();
}

export async function countInstances(tx: Tx, caseId: string): Promise<number> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.instance")
    .select(sql<number>`count(*)::int`.as("count"))
    .where("case_id", "=", caseId)
    .executeTakeFirstOrThrow();
  return row.count;
}
