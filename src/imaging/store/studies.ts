import { randomUUID } from "node:crypto";
import { type Selectable, sql } from "kysely";
import type { Instant } from "../../kernel/types.js";
import { among } from "../../platform/database/among.js";
import type { Tx } from "../../platform/database/database.js";
import type { Difference, IdentityVerdict } from "../domain/identity.js";
import type { StudyStatus } from "../domain/states.js";
import type { ImageHeader } from "../vetting/header.js";
import { type ImagingTables, imagingTables } from "../tables.js";

/** A study (检查) of a case. */
export interface StudyRecord {
  readonly id: string;
  readonly caseId: string;
  readonly institutionId: string;
  readonly studyInstanceUid: string;
  readonly studyOn: string | null;
  readonly accessionNumber: string;
  readonly description: string;
  readonly patientName: string;
  readonly patientSex: "male" | "female" | "unknown";
  readonly patientBirthOn: string | null;
  readonly patientKey: string;
  readonly identity: IdentityVerdict;
  readonly differences: readonly Difference[];
  readonly status: StudyStatus;
  readonly decidedByName: string | null;
  readonly decidedAt: Instant | null;
  readonly reason: string | null;
}

const toStudy = (row: Selectable<ImagingTables["imaging.study"]>): StudyRecord => ({
  id: row.id,
  caseId: row.case_id,
  institutionId: row.institution_id,
  studyInstanceUid: row.study_instance_uid,
  studyOn: row.study_on,
  accessionNumber: row.accession_number,
  description: row.description,
  patientName: row.patient_name,
  patientSex: row.patient_sex,
  patientBirthOn: row.patient_birth_on,
  patientKey: row.patient_key,
  identity: row.identity,
  differences: row.differences,
  status: row.status,
  decidedByName: row.decided_by_name,
  decidedAt: row.decided_at as Instant | null,
  reason: row.reason,
});

export interface SeriesRecord {
  readonly id: string;
  readonly studyId: string;
  readonly number: number | null;
  readonly modality: string;
  readonly description: string;
  readonly bodyPart: string;
  readonly instances: number;
  /** Frames of all instances. */
  readonly images: number;
  readonly sizeBytes: number;
}

/** The studies of the case that this transaction may see and that were not withdrawn, newest first. */
export async function listStudies(tx: Tx, caseId: string): Promise<StudyRecord[]> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.study")
    .selectAll()
    .where("case_id", "=", caseId)
    .where("status", "!=", "withdrawn")
    .orderBy("study_on", (order) => order.desc().nullsLast())
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map(toStudy);
}

/** Which of these cases have a study that was not withdrawn. */
export async function casesWithStudies(tx: Tx, caseIds: readonly string[]): Promise<string[]> {
  const rows = await imagingTables(tx)
    .selectFrom("imaging.study")
    .select("case_id")
    .distinct()
    .where(among("case_id", caseIds))
    .where("status", "!=", "withdrawn")
    .execute();
  return rows.map((row) => row.case_id);
}

/** One study, withdrawn or not. `lock`: nobody else decides on it until this transaction ends. */
export async function findStudy(
  tx: Tx,
  caseId: string,
  studyId: string,
  lock?: "lock",
): Promise<StudyRecord | undefined> {
  const query = imagingTables(tx)
    .selectFrom("imaging.study")
    .selectAll()
    .where("id", "=", studyId)
    .where("case_id", "=", caseId);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row && toStudy(row);
}

/** The series of these studies, by number. */
export async function listSeries(tx: Tx, studyIds: readonly string[]): Promise<SeriesRecord[]> {
  if (studyIds.length === 0) return [];
  const rows = await imagingTables(tx)
    .selectFrom("imaging.series as s")
    .innerJoin("imaging.instance as i", "i.series_id", "s.id")
    .select([
      "s.id",
      "s.study_id",
      "s.number",
      "s.modality",
      "s.description",
      "s.body_part",
      sql<number>`count(*)::int`.as("instances"),
      sql<number>`sum(i.frames)::int`.as("images"),
      sql<number>`sum(i.size_bytes)::float8`.as("size_bytes"),
    ])
    .where("s.study_id", "in", [...studyIds])
    .groupBy(["s.id", "s.study_id", "s.number", "s.modality", "s.description", "s.body_part"])
    .orderBy("s.number", (order) => order.asc().nullsLast())
    .orderBy("s.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    studyId: row.study_id,
    number: row.number,
    modality: row.modality,
    description: row.description,
    bodyPart: row.body_part,
    instances: row.instances,
    images: row.images,
    sizeBytes: row.size_bytes,
  }));
}

export async function findSeries(
  tx: Tx,
  caseId: string,
  seriesId: string,
): Promise<SeriesRecord | undefined> {
  const row = await imagingTables(tx)
    .selectFrom("imaging.series")
    .select("study_id")
    .where("id", "=", seriesId)
    .where("case_id", "=", caseId)
    .executeTakeFirst();
  if (!row) return undefined;
  return (await listSeries(tx, [row.study_id])).find(({ id }) => id === seriesId);
}

/** The study's row, made if it is not there. The first file of a study says what it is. */
export async function takeStudy(
  tx: Tx,
  study: Omit<StudyRecord, "decidedByName" | "decidedAt" | "reason">,
): Promise<StudyRecord> {
  const db = imagingTables(tx);
  const find = () =>
    db
      .selectFrom("imaging.study")
      .selectAll()
      .where("case_id", "=", study.caseId)
      .where("study_instance_uid", "=", study.studyInstanceUid)
      .executeTakeFirst();
  const known = await find();
  if (known) return toStudy(known);
  await db
    .insertInto("imaging.study")
    .values({
      id: study.id,
      case_id: study.caseId,
      institution_id: study.institutionId,
      study_instance_uid: study.studyInstanceUid,
      study_on: study.studyOn,
      accession_number: study.accessionNumber,
      description: study.description,
      patient_name: study.patientName,
      patient_sex: study.patientSex,
      patient_birth_on: study.patientBirthOn,
      patient_key: study.patientKey,
      identity: study.identity,
      differences: [...study.differences],
      status: study.status,
      decided_by: null,
      decided_by_name: null,
      decided_at: null,
      reason: null,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.columns(["case_id", "study_instance_uid"]).doNothing())
    .execute();
  const made = await find();
  if (!made) throw new Error("the study vanished");
  return toStudy(made);
}

/** The series' id, made if it is not there. */
export async function takeSeries(
  tx: Tx,
  study: { readonly id: string; readonly caseId: string },
  header: ImageHeader,
): Promise<string> {
  const db = imagingTables(tx);
  const find = () =>
    db
      .selectFrom("imaging.series")
      .select("id")
      .where("study_id", "=", study.id)
      .where("series_instance_uid", "=", header.seriesInstanceUid)
      .executeTakeFirst();
  const known = await find();
  if (known) return known.id;
  await db
    .insertInto("imaging.series")
    .values({
      id: randomUUID(),
      study_id: study.id,
      case_id: study.caseId,
      series_instance_uid: header.seriesInstanceUid,
      number: header.seriesNumber,
      modality: header.modality,
      description: header.seriesDescription,
      body_part: header.bodyPart,
    })
    .onConflict((conflict) => conflict.columns(["study_id", "series_instance_uid"]).doNothing())
    .execute();
  const made = await find();
  if (!made) throw new Error("the series vanished");
  return made.id;
}

/** Moves a study if it still stands where it stood, with the person's reason. False: somebody was first. */
export async function decideStudy(
  tx: Tx,
  id: string,
  from: StudyStatus,
  to: StudyStatus,
  by: { readonly personId: string; readonly name: string; readonly reason: string },
): Promise<boolean> {
  const rows = await imagingTables(tx)
    .updateTable("imaging.study")
    .set({
      status: to,
      decided_by: by.personId,
      decided_by_name: by.name,
      decided_at: tx.now,
      reason: by.reason,
    })
    .where("id", "=", id)
    .where("status", "=", from)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Notes a new comparison with the case; a study that nobody has decided on is held or shown by it. */
export async function saveVerdict(
  tx: Tx,
  id: string,
  verdict: {
    readonly identity: IdentityVerdict;
    readonly differences: readonly Difference[];
    readonly status: StudyStatus;
  },
): Promise<void> {
  await imagingTables(tx)
    .updateTable("imaging.study")
    .set({ identity: verdict.identity, differences: [...verdict.differences], status: verdict.status })
    .where("id", "=", id)
    .where("decided_at", "is", null)
    .execute();
}
