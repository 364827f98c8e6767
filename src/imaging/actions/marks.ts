import { randomUUID } from "node:crypto";
import { caseAudience, type CaseRecord, findCase, isOpenFor, personsWithAccess } from "../../cases/index.js";
import { auditAct, cellsOf, type Ctx, inTx, reaches } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import type { ChangeMark, DrawMark, MarksView, MarkView } from "../api.js";
import { fitsImage, mostMarks } from "../domain/marks.js";
import { findInstance } from "../store/instances.js";
import * as marks from "../store/marks.js";
import { findSeries } from "../store/studies.js";
import { noteLook } from "./read-images.js";

export type MarkRefusal =
  | "case_not_found"
  | "series_not_found"
  | "image_not_found"
  | "marks_closed"
  | "mark_misplaced"
  | "too_many_marks";
export type OwnMarkRefusal = "case_not_found" | "mark_not_found" | "mark_not_yours" | "marks_closed";

const toView = (mark: marks.MarkRecord, personId: string): MarkView => ({
  id: mark.id,
  instanceId: mark.instanceId,
  frame: mark.frame,
  tool: mark.tool,
  points: mark.points.map(([column, row]) => [column, row]),
  label: mark.label,
  authorName: mark.authorName,
  isMine: mark.authorId === personId,
  drawnAt: mark.drawnAt,
  changedAt: mark.changedAt,
});

/** While images may be added things may be drawn on them; a signed opinion rests on what was there then. */
const isOpen = (record: CaseRecord): boolean => isOpenFor("attach", record.status);

/** What was measured and marked on the images of a series; to read it is to look at the series. */
export const viewMarks = (
  ctx: Ctx,
  caseId: string,
  seriesId: string,
): Promise<Result<MarksView, "case_not_found" | "series_not_found">> =>
  inTx(ctx, async (tx) => {
    const record = await findCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    if (!(await findSeries(tx, caseId, seriesId))) return refuse("series_not_found");
    await noteLook(tx, ctx, caseId, seriesId);
    const personIds = [record.requesterPersonId, ...(await personsWithAccess(tx, caseId, "assignment"))];
    const mayMark =
      isOpen(record) &&
      reaches(cellsOf("imaging.mark", ctx.actor.roles), ctx.actor, { personIds, institutionIds: [] });
    const items = await marks.listMarks(tx, caseId, seriesId);
    return ok({ mayMark, items: items.map((one) => toView(one, ctx.actor.personId)) });
  });

/** Everybody who has the series open sees it anew, and the audit has its line. */
async function told(
  tx: Tx,
  ctx: Ctx,
  record: CaseRecord,
  of: { readonly id: string; readonly seriesId: string; readonly step: "drawn" | "changed" | "removed" },
): Promise<void> {
  await announce(tx, { topic: "marks", id: of.seriesId, audience: await caseAudience(tx, record.id) });
  await auditAct(tx, ctx, {
    action: "imaging.mark",
    subjectKind: "imaging_mark",
    subjectId: of.id,
    caseId: record.id,
    caseInstitutionId: record.institutionId,
    details: { step: of.step, seriesId: of.seriesId },
  });
}

export const drawMark = (
  ctx: Ctx,
  params: { readonly caseId: string; readonly seriesId: string },
  mark: DrawMark,
): Promise<Result<MarkView, MarkRefusal>> =>
  inTx(ctx, async (tx) => {
    const { caseId, seriesId } = params;
    const record = await findCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    if (!isOpen(record)) return refuse("marks_closed");
    if (!(await findSeries(tx, caseId, seriesId))) return refuse("series_not_found");
    const image = await findInstance(tx, caseId, mark.instanceId);
    if (image?.seriesId !== seriesId) return refuse("image_not_found");
    if (mark.frame > image.frames || !fitsImage(mark.tool, mark.points, image))
      return refuse("mark_misplaced");
    if ((await marks.countMarks(tx, caseId)) >= mostMarks) return refuse("too_many_marks");
    const id = randomUUID();
    const { personId, name } = ctx.actor;
    await marks.addMark(tx, { ...mark, id, caseId, seriesId, authorId: personId, authorName: name });
    await told(tx, ctx, record, { id, seriesId, step: "drawn" });
    const made = await marks.findMark(tx, caseId, id);
    if (!made) throw new Error("the mark vanished");
    return ok(toView(made, personId));
  });

/** Loads a mark that this person drew and may still change. */
async function ownMark(
  tx: Tx,
  ctx: Ctx,
  params: { readonly caseId: string; readonly markId: string },
): Promise<Result<{ record: CaseRecord; mark: marks.MarkRecord }, OwnMarkRefusal>> {
  const record = await findCase(tx, params.caseId);
  if (!record) return refuse("case_not_found");
  const mark = await marks.findMark(tx, params.caseId, params.markId);
  if (!mark) return refuse("mark_not_found");
  if (mark.authorId !== ctx.actor.personId) return refuse("mark_not_yours");
  if (!isOpen(record)) return refuse("marks_closed");
  return ok({ record, mark });
}

/** Its author moves a mark or writes something else beside it. */
export const changeMark = (
  ctx: Ctx,
  params: { readonly caseId: string; readonly markId: string },
  change: ChangeMark,
): Promise<Result<null, OwnMarkRefusal | "mark_misplaced">> =>
  inTx(ctx, async (tx) => {
    const found = await ownMark(tx, ctx, params);
    if (!found.ok) return found;
    const { record, mark } = found.value;
    const image = await findInstance(tx, params.caseId, mark.instanceId);
    if (!image || !fitsImage(mark.tool, change.points, image)) return refuse("mark_misplaced");
    await marks.changeMark(tx, mark.id, change);
    await told(tx, ctx, record, { ...mark, step: "changed" });
    return ok(null);
  });

/** Its author takes a mark away; its row stays. */
export const removeMark = (
  ctx: Ctx,
  params: { readonly caseId: string; readonly markId: string },
): Promise<Result<null, OwnMarkRefusal>> =>
  inTx(ctx, async (tx) => {
    const found = await ownMark(tx, ctx, params);
    if (!found.ok) return found;
    const { record, mark } = found.value;
    await marks.removeMark(tx, mark.id);
    await told(tx, ctx, record, { ...mark, step: "removed" });
    return ok(null);
  });
