import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTxByKey } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { systemContext, violates } from "../../platform/database/database.js";
import type { FieldProblem } from "../../platform/field-problems.js";
import { RefusedError } from "../../platform/http/problem.js";
import { publish } from "../../platform/outbox.js";
import { findScope, outsidePilot } from "../../pilot/index.js";
import { specialtyTree } from "../../terminology/index.js";
import type { CaseStep, MissingItem, RequestDraft } from "../api.js";
import { askedFor } from "../domain/asked-for.js";
import { isOpenFor } from "../domain/case-acts.js";
import { missingItems } from "../domain/completeness.js";
import { civilYear } from "../domain/request-number.js";
import { refusals } from "../refusals.js";
import { endAccess } from "../store/access.js";
import { addConsent, replaceDiagnoses } from "../store/case-parts.js";
import type { CaseRecord } from "../store/case-record.js";
import { findCase, lockCase } from "../store/find-case.js";
import { moveCase } from "../store/move-case.js";
import { addTimelineEntry } from "../store/timeline.js";
import { addDraft, fileRequest, saveDraft as saveForm, takeNumber } from "../store/write-request.js";

const self = (ctx: Ctx) => ({ personId: ctx.actor.personId, label: ctx.actor.name });
const about = (record: Pick<CaseRecord, "id" | "institutionId">) => ({
  subjectKind: "case",
  subjectId: record.id,
  caseId: record.id,
  caseInstitutionId: record.institutionId,
});

/** Opens an empty request of the person's institution, for its author's eyes alone until it is sent. */
export async function createRequest(ctx: Ctx): Promise<Result<CaseStep, never>> {
  const id = randomUUID();
  return inTxByKey(ctx, async (tx) => {
    const { actor } = ctx;
    addDraft(tx, {
      id,
      institutionId: actor.institutionId,
      institutionName: actor.institutionName,
      requesterPersonId: actor.personId,
      requesterName: actor.name,
    });
    await addTimelineEntry(tx, id, { kind: "cases.created", actor: self(ctx) });
    await auditAct(tx, ctx, {
      action: "case.create",
      subjectKind: "case",
      subjectId: id,
      caseId: id,
      caseInstitutionId: actor.institutionId,
    });
    return ok({ id, version: 1, status: "draft", number: null });
  });
}

export type SaveRefusal = "case_not_found" | "draft_changed_elsewhere" | "not_editable";

/**
 * Autosaves the form over the version the page last saw, and says what is still missing. It is kept as typed, so the
 * audit trail has no line for it: what counts begins with the submission.
 */
export async function saveDraft(
  ctx: Ctx,
  caseId: string,
  save: { readonly version: number; readonly draft: RequestDraft },
): Promise<Result<{ version: number; savedAt: Instant; missing: MissingItem[] }, SaveRefusal>> {
  return inTxByKey(ctx, async (tx) => {
    const version = await saveForm(tx, caseId, save.version, save.draft);
    if (version !== undefined) return ok({ version, savedAt: tx.now, missing: missingItems(save.draft) });
    const record = await findCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    return refuse(isOpenFor("edit", record.status) ? "draft_changed_elsewhere" : "not_editable");
  });
}

const incomplete = (errors: readonly FieldProblem[]): RefusedError =>
  new RefusedError("incomplete", refusals.incomplete, errors);

/** Everything that keeps the form from being sent, by field. Empty: it may go. */
function obstacles(draft: RequestDraft): FieldProblem[] {
  const missing = missingItems(draft)
    .filter((item) => item.required)
    .map(({ field, zh, en }) => ({ path: field, zh, en }));
  return [...missing, ...specialtyProblems(draft), ...panelProblems(draft)];
}

/** What is wrong with the wanted specialty; empty: nothing, or none is wanted. */
export const specialtyProblems = ({
  wantedSpecialtyCode: code,
}: Pick<RequestDraft, "wantedSpecialtyCode">): FieldProblem[] =>
  code === null || specialtyTree().byCode.has(code)
    ? []
    : [
        {
          path: "wantedSpecialtyCode",
          zh: "没有这个诊疗科目代码，请重新选择",
          en: "There is no such specialty code; choose again",
        },
      ];

/** What is wrong with the panel of an MDT; empty: nothing, or one expert is asked for. */
export function panelProblems({
  wantsPanel,
  panelSpecialtyCodes: codes,
  mode,
}: Pick<RequestDraft, "wantsPanel" | "panelSpecialtyCodes" | "mode">): FieldProblem[] {
  const path = "panelSpecialtyCodes";
  if (!wantsPanel && codes.length === 0) return [];
  const problems: FieldProblem[] = [];
  if (codes.length < 2 || new Set(codes).size < codes.length)
    problems.push({
      path,
      zh: "多学科会诊请选择 2 至 5 个不同的科目",
      en: "Choose two to five different specialties for a multidisciplinary consultation",
    });
  if (codes.some((code) => !specialtyTree().byCode.has(code)))
    problems.push({
      path,
      zh: "有科目代码不存在，请重新选择",
      en: "There is no such specialty code; choose again",
    });
  if (mode !== "video")
    problems.push({
      path: "mode",
      zh: "多学科会诊以视频进行，请选择视频会诊",
      en: "A multidisciplinary consultation is held by video; choose video",
    });
  return problems;
}

const unknownExpert = {
  path: "namedPractitionerRoleId",
  zh: "指定的专家不存在，请重新选择",
  en: "The named expert does not exist; choose again",
};

/**
 * Sends the request: consent recorded, number taken (a returned request keeps its own), state submitted, triage told by
 * the event `cases.submitted`. Throws `incomplete` (422) with every obstacle by field.
 */
export async function submitRequest(
  ctx: Ctx,
  caseId: string,
  version: number,
): Promise<Result<CaseStep, SaveRefusal>> {
  try {
    return await inTxByKey(ctx, async (tx) => {
      const [record, scope] = await Promise.all([lockCase(tx, caseId), findScope(tx)]);
      if (!record) return refuse("case_not_found");
      if (!isOpenFor("edit", record.status)) return refuse("not_editable");
      if (record.version !== version) return refuse("draft_changed_elsewhere");
      const { draft } = record;
      const errors = obstacles(draft);
      const outside = await outsidePilot(
        tx,
        { institutionId: record.institutionId, ...askedFor(draft) },
        scope,
      );
      if (outside) errors.push({ path: outside.field, zh: outside.zh, en: outside.en });
      if (errors.length > 0 || draft.consent === null) throw incomplete(errors);
      replaceDiagnoses(tx, caseId, draft.diagnoses);
      const [number] = await Promise.all([
        record.number ?? takeNumber(tx, record.institutionId, civilYear(tx.now, ctx.actor.timeZone)),
        addConsent(tx, caseId, ctx.actor.personId, { purpose: "consult", ...draft.consent }),
      ]);
      // Asked in one message with what follows, in this order.
      const filing = fileRequest(tx, caseId, number, draft);
      await addTimelineEntry(tx, caseId, { kind: "cases.submitted", actor: self(ctx), details: { number } });
      await publish(tx, { topic: "cases.submitted", subjectId: caseId });
      const auditing = auditAct(tx, ctx, {
        action: "case.submit",
        ...about(record),
        details: { number, consentTextVersion: draft.consent.textVersion, consentForm: draft.consent.form },
      });
      const [filed] = await Promise.all([filing, auditing]);
      if (filed === undefined) throw new Error(`case ${caseId} left its form while its row was held`);
      return ok({ id: caseId, version: filed, status: "submitted", number });
    });
  } catch (error) {
    if (violates(error, "consult_request_named_practitioner_role_id_fkey")) throw incomplete([unknownExpert]);
    throw error;
  }
}

export type CancelRefusal = "case_not_found" | "cannot_cancel";

/**
 * Ends the request before the consultation began, with a reason. Everyone's access ends in the same transaction, and
 * `cases.cancelled` tells dispatch to take its offers back. A request that was never sent just closes, unheard.
 */
export async function cancelRequest(
  ctx: Ctx,
  caseId: string,
  cancel: { readonly reasonCode: string; readonly note: string },
): Promise<Result<CaseStep, CancelRefusal>> {
  // System scope, because the requester may not end another institution's access, and it must end with the case.
  const scope = { ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency };
  return ctx.database.withTx(scope, async (tx) => {
    const record = await lockCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    const hasMoved = await moveCase(tx, caseId, "cancelled", {
      from: [record.status],
      nextActor: null,
      dueAt: null,
    });
    if (!hasMoved) return refuse("cannot_cancel");
    // Before access ends: its holders are told one last time.
    await addTimelineEntry(tx, caseId, {
      kind: "cases.cancelled",
      actor: self(ctx),
      details: { reasonCode: cancel.reasonCode, note: cancel.note },
    });
    await endAccess(tx, { caseId });
    if (record.number !== null) await publish(tx, { topic: "cases.cancelled", subjectId: caseId });
    await auditAct(tx, ctx, {
      action: "case.cancel",
      ...about(record),
      details: { reasonCode: cancel.reasonCode },
    });
    return ok({ id: caseId, version: record.version + 1, status: "cancelled", number: record.number });
  });
}
