import { randomUUID } from "node:crypto";
import { type CaseRecord, findCase, keepVettedFile } from "../cases/index.js";
import type { PersonId } from "../kernel/types.js";
import { civilDate } from "../kernel/time.js";
import { systemContext, type Tx, violates } from "../platform/database/database.js";
import { platformTables } from "../platform/tables.js";
import { compareIdentity } from "./domain/identity.js";
import { readName, shownName } from "./domain/person-name.js";
import { contextOf, type ImagingHost } from "./host.js";
import { readings } from "./readings.js";
import type { FileFault } from "./refused-files.js";
import * as intakes from "./store/intakes.js";
import { addInstance, findByUid } from "./store/instances.js";
import * as studies from "./store/studies.js";
import type { ImageHeader } from "./vetting/header.js";

type AttachmentType = Parameters<typeof keepVettedFile>[2]["type"];

/** A file whose bytes were looked at and found good. */
export interface GoodFile {
  readonly place: string;
  readonly name: string;
  readonly content: Uint8Array;
  readonly sha256: string;
}

/** Whose the file says it is, beside whom the case is about. */
export function verdictOn(
  tx: Tx,
  record: CaseRecord,
  patient: { name: string; sex: "male" | "female" | "unknown"; birthOn: string | null },
) {
  return compareIdentity(
    patient,
    { name: record.patientName, sex: record.patientSex, ageYears: record.patientAgeYears },
    civilDate(tx.now),
    readings,
  );
}

/** Deletes bytes that no committed row names. */
async function dropUnlessKnown(host: ImagingHost, fileId: string): Promise<void> {
  const known = await host.database.withTx(systemContext, (tx) =>
    platformTables(tx).selectFrom("platform.file").select("id").where("id", "=", fileId).executeTakeFirst(),
  );
  if (!known) await host.files.delete(fileId);
}

const item = (file: GoodFile, rest: Partial<intakes.Item> & Pick<intakes.Item, "outcome">): intakes.Item => ({
  place: file.place,
  name: file.name,
  reason: null,
  instanceId: null,
  attachmentId: null,
  ...rest,
});

/** Notes a file that was not taken. */
export const refuseFile = (
  host: ImagingHost,
  intake: intakes.Intake,
  file: { readonly place: string; readonly name: string },
  reason: FileFault,
): Promise<void> =>
  host.database.withTx(contextOf(intake), (tx) =>
    intakes.addItem(tx, intake, {
      ...file,
      outcome: "refused",
      reason,
      instanceId: null,
      attachmentId: null,
    }),
  );

async function saveImage(
  tx: Tx,
  host: ImagingHost,
  intake: intakes.Intake,
  file: GoodFile,
  header: ImageHeader,
  fileId: string,
): Promise<intakes.Item> {
  const known = await findByUid(tx, intake.caseId, header.sopInstanceUid);
  if (known !== undefined) return item(file, { outcome: "duplicate", instanceId: known });
  const record = await findCase(tx, intake.caseId);
  if (!record) throw new Error("the case vanished");
  const { verdict, differences } = verdictOn(tx, record, header.patient);
  const patientKey = host.cipher.blindIndex(`${header.patient.name}\n${header.patient.id}`);
  const study = await studies.takeStudy(tx, {
    id: randomUUID(),
    caseId: intake.caseId,
    institutionId: intake.institutionId,
    studyInstanceUid: header.studyInstanceUid,
    studyOn: header.studyOn,
    accessionNumber: header.accessionNumber,
    description: header.studyDescription,
    patientName: shownName(readName(header.patient.name)),
    patientSex: header.patient.sex,
    patientBirthOn: header.patient.birthOn,
    patientKey,
    identity: verdict,
    differences,
    status: verdict === "different" ? "held" : "shown",
  });
  if (study.status === "withdrawn") return item(file, { outcome: "refused", reason: "study_withdrawn" });
  if (study.patientKey !== patientKey)
    return item(file, { outcome: "refused", reason: "other_patient_in_study" });
  const seriesId = await studies.takeSeries(tx, study, header);
  const id = randomUUID();
  await addInstance(tx, {
    id,
    caseId: intake.caseId,
    institutionId: intake.institutionId,
    seriesId,
    intakeId: intake.id,
    fileId,
    sizeBytes: file.content.length,
    sha256: file.sha256,
    addedBy: intake.createdBy,
    header,
  });
  return item(file, { outcome: "kept", instanceId: id });
}

/** Stores the bytes, then the rows that name them; bytes without a committed row are deleted again. */
async function store(
  host: ImagingHost,
  intake: intakes.Intake,
  file: GoodFile,
  save: (tx: Tx, fileId: string) => Promise<intakes.Item>,
): Promise<intakes.Item> {
  const fileId = randomUUID();
  await host.files.put(fileId, file.content);
  let isKept = false;
  try {
    const saved = await host.database.withTx(contextOf(intake), async (tx) => {
      const one = await save(tx, fileId);
      await intakes.addItem(tx, intake, one);
      return one;
    });
    isKept = saved.outcome === "kept" || saved.outcome === "attached";
    return saved;
  } finally {
    if (!isKept) await dropUnlessKnown(host, fileId);
  }
}

/** Keeps an image of the case: study and series come with the first of theirs, and an image that is there stays as it is. */
export async function keepImage(
  host: ImagingHost,
  intake: intakes.Intake,
  file: GoodFile,
  header: ImageHeader,
): Promise<intakes.Item> {
  const save = (tx: Tx, fileId: string) => saveImage(tx, host, intake, file, header, fileId);
  try {
    return await store(host, intake, file, save);
  } catch (error) {
    // Another node kept the same image a moment ago.
    if (violates(error, "instance_case_id_sop_instance_uid_key")) return store(host, intake, file, save);
    throw error;
  }
}

/** Keeps an ordinary file as an attachment of the case. */
export const keepOrdinary = (
  host: ImagingHost,
  intake: intakes.Intake,
  file: GoodFile,
  type: AttachmentType,
): Promise<intakes.Item> =>
  store(host, intake, file, async (tx, fileId) => {
    const attached = await keepVettedFile(tx, intake.caseId, {
      fileId,
      name: file.name,
      type,
      sizeBytes: file.content.length,
      sha256: file.sha256,
      by: { personId: intake.createdBy as PersonId, name: intake.createdByName },
    });
    return attached.ok
      ? item(file, { outcome: "attached", attachmentId: attached.value })
      : item(file, { outcome: "refused", reason: "attachments_full" });
  });
