import { createHash } from "node:crypto";
import { findCase, isOpenFor } from "../../cases/index.js";
import { auditAct, cellsOf, type Ctx, inTx, reaches } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { addMinutes } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import type { ImagingView, SeriesView, StudyView, Thumbnails } from "../api.js";
import { lookMinutes } from "../domain/limits.js";
import { inReadingOrder } from "../domain/slice-order.js";
import { countItems, listIntakes } from "../store/intakes.js";
import { latestSendings, listPacs, type Sending } from "../store/pacs.js";
import { noteLook as saveLook } from "../store/looks.js";
import { findInstance, listInstances } from "../store/instances.js";
import * as store from "../store/studies.js";
import { listThumbnails } from "../store/thumbnails.js";
import { toIntakeView } from "./intakes.js";

function toStudyView(
  study: store.StudyRecord,
  series: readonly store.SeriesRecord[],
  forAdder: { readonly sending: Sending | undefined; readonly pacsName: string } | undefined,
): StudyView {
  const own = series.filter(({ studyId }) => studyId === study.id);
  const { decidedAt, decidedByName, reason } = study;
  const sending = forAdder?.sending;
  return {
    id: study.id,
    studyOn: study.studyOn,
    description: study.description,
    modalities: [...new Set(own.map(({ modality }) => modality).filter((one) => one !== ""))],
    accessionNumber: study.accessionNumber,
    status: study.status,
    identity: study.identity,
    differences: [...study.differences],
    patient: forAdder
      ? { name: study.patientName, sex: study.patientSex, birthOn: study.patientBirthOn }
      : null,
    confirmed:
      study.status === "shown" && decidedAt !== null && reason !== null
        ? { byName: decidedByName ?? "", at: decidedAt, reason }
        : null,
    series: own.map(({ id, number, modality, description, bodyPart, instances, images, sizeBytes }) => ({
      id,
      number,
      modality,
      description,
      bodyPart,
      instances,
      images,
      sizeBytes,
    })),
    sending: sending
      ? {
          pacsName: forAdder.pacsName,
          status: sending.status,
          total: sending.total,
          sent: sending.sent,
          failure: sending.failure,
        }
      : null,
  };
}

/** 影像资料: the studies of the case; for him who may add, also what is on its way and the PACS that can be asked. */
export const viewImaging = (ctx: Ctx, caseId: string): Promise<Result<ImagingView, "case_not_found">> =>
  inTx(ctx, async (tx) => {
    const record = await findCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    const isOurs = reaches(cellsOf("imaging.add", ctx.actor.roles), ctx.actor, {
      personIds: [record.requesterPersonId],
      institutionIds: [],
    });
    const studies = await store.listStudies(tx, caseId);
    const series = await store.listSeries(
      tx,
      studies.map(({ id }) => id),
    );
    const intakes = isOurs ? await listIntakes(tx, caseId, 5) : [];
    const outcomes = await countItems(
      tx,
      intakes.map(({ id }) => id),
    );
    const pacs = isOurs ? await listPacs(tx, record.institutionId) : [];
    const sendings = isOurs ? await latestSendings(tx, caseId) : new Map<string, Sending>();
    const nameOf = (id: string | undefined) => pacs.find((one) => one.id === id)?.name ?? "";
    await auditAct(tx, ctx, {
      action: "imaging.list",
      subjectKind: "case",
      subjectId: caseId,
      caseId,
      caseInstitutionId: record.institutionId,
      outcome: "read",
    });
    return ok({
      studies: studies.map((study) => {
        const sending = sendings.get(study.id);
        return toStudyView(
          study,
          series,
          isOurs ? { sending, pacsName: nameOf(sending?.pacsId) } : undefined,
        );
      }),
      mayAdd: isOurs && isOpenFor("attach", record.status),
      intakes: intakes.map((one) => toIntakeView(one, outcomes.get(one.id))),
      pacs: pacs.filter(({ status }) => status === "enabled").map(({ id, name }) => ({ id, name })),
    });
  });

/** The small pictures of all series of shown studies. To see them is to look at images: one line of the audit. */
export const viewThumbnails = (ctx: Ctx, caseId: string): Promise<Result<Thumbnails, "case_not_found">> =>
  inTx(ctx, async (tx) => {
    const record = await findCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    const pictures = await listThumbnails(tx, caseId);
    if (pictures.length > 0)
      await auditAct(tx, ctx, {
        action: "imaging.read",
        subjectKind: "imaging_thumbnails",
        subjectId: caseId,
        caseId,
        caseInstitutionId: record.institutionId,
        outcome: "read",
        details: { series: pictures.length },
      });
    return ok({
      items: pictures.map(({ seriesId, picture }) => ({
        seriesId,
        png: Buffer.from(picture).toString("base64"),
      })),
    });
  });

/** One line of the audit a person, series and quarter of an hour, whichever of its images he reads. */
export async function noteLook(tx: Tx, ctx: Ctx, caseId: string, seriesId: string): Promise<void> {
  if (!(await saveLook(tx, ctx.actor.personId, seriesId, addMinutes(tx.now, -lookMinutes)))) return;
  const record = await findCase(tx, caseId);
  await auditAct(tx, ctx, {
    action: "imaging.read",
    subjectKind: "imaging_series",
    subjectId: seriesId,
    caseId,
    caseInstitutionId: record?.institutionId ?? null,
    outcome: "read",
  });
}

/** A series with its images in reading order; to open it is to look at it. */
export const viewSeries = (
  ctx: Ctx,
  caseId: string,
  seriesId: string,
): Promise<Result<SeriesView, "series_not_found">> =>
  inTx(ctx, async (tx) => {
    const series = await store.findSeries(tx, caseId, seriesId);
    const instances = series ? await listInstances(tx, caseId, { seriesId }) : [];
    if (!series || instances.length === 0) return refuse("series_not_found");
    await noteLook(tx, ctx, caseId, seriesId);
    return ok({
      id: series.id,
      studyId: series.studyId,
      modality: series.modality,
      description: series.description,
      number: series.number,
      images: inReadingOrder(instances).map(({ id, number, rows, columns, frames, sizeBytes }) => ({
        id,
        number,
        rows,
        columns,
        frames,
        sizeBytes,
      })),
    });
  });

/**
 * The file of one image, as it was stored, checked against its hash. `image_unreadable`: the store has lost it, or it is
 * not what was stored.
 */
export async function openImage(
  ctx: Ctx,
  caseId: string,
  instanceId: string,
): Promise<Result<Uint8Array, "image_not_found" | "image_unreadable">> {
  const found = await inTx(ctx, async (tx) => {
    const instance = await findInstance(tx, caseId, instanceId);
    if (instance) await noteLook(tx, ctx, caseId, instance.seriesId);
    return instance;
  });
  if (!found) return refuse("image_not_found");
  const content = await ctx.files.get(found.fileId);
  if (!content || createHash("sha256").update(content).digest("hex") !== found.sha256)
    return refuse("image_unreadable");
  return ok(content);
}
