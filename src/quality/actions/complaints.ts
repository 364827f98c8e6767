import { randomUUID } from "node:crypto";
import { findCase } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { ComplaintStep, ComplaintView, FileComplaint } from "../api/complaints.js";
import { answerDueAt } from "../domain/complaint.js";
import { caseNumbers } from "../store/case-numbers.js";
import { addComplaint, changeComplaint, findComplaint, listComplaints } from "../store/complaints.js";

export type ComplaintRefusal =
  | "complaint_unknown"
  | "complaint_changed_elsewhere"
  | "complaint_step_impossible"
  | "complaint_not_yours"
  | "case_unknown";

/** A complaint, about a case in sight or none. The text is kept encrypted; its clock runs from now. */
export const fileComplaint = (
  ctx: Ctx,
  given: FileComplaint,
): Promise<Result<{ id: string }, ComplaintRefusal>> =>
  inTx(ctx, async (tx) => {
    const found = given.caseId === null ? undefined : await findCase(tx, given.caseId);
    if (given.caseId !== null && found?.number == null) return refuse("case_unknown");
    const id = randomUUID();
    const isOurs =
      found === undefined || found.institutionId === ctx.actor.institutionId || ctx.actor.isPlatform;
    await addComplaint(tx, {
      id,
      case_id: given.caseId,
      // The inviting hospital hears of complaints about its case; an expert's own go to his hospital.
      institution_id: isOurs && found !== undefined ? found.institutionId : ctx.actor.institutionId,
      source: given.source,
      text_cipher: ctx.fieldCipher.encrypt(given.text),
      is_complex: given.isComplex,
      due_at: answerDueAt(tx.now, given.isComplex),
      filed_by: ctx.actor.personId,
      filed_at: tx.now,
    });
    await auditAct(tx, ctx, {
      action: "complaint.file",
      subjectKind: "complaint",
      subjectId: id,
      ...(found !== undefined && { caseId: found.id, caseInstitutionId: found.institutionId }),
      details: { source: given.source },
    });
    return ok({ id });
  });

/** Complaints of this hospital; the platform's office sees all. Reading them is on record. */
export const viewComplaints = (ctx: Ctx): Promise<Result<{ items: ComplaintView[] }, never>> =>
  inTx(ctx, async (tx) => {
    const rows = await listComplaints(tx);
    const numbers = new Map(
      (
        await caseNumbers(
          tx,
          ctx.actor,
          rows.flatMap((row) => (row.case_id === null ? [] : [row.case_id])),
        )
      ).map((one) => [one.caseId, one.number]),
    );
    await auditAct(tx, ctx, {
      action: "complaint.read",
      subjectKind: "complaint",
      subjectId: null,
      outcome: "read",
      details: { complaints: rows.length },
    });
    return ok({
      items: rows.map((row) => ({
        id: row.id,
        caseId: row.case_id,
        caseNumber: row.case_id === null ? null : (numbers.get(row.case_id) ?? null),
        source: row.source,
        text: ctx.fieldCipher.decrypt(row.text_cipher),
        isComplex: row.is_complex,
        status: row.status,
        ownerName: row.owner_name,
        isMine: row.owner_person_id === ctx.actor.personId,
        dueAt: row.due_at,
        answer: row.answer_cipher === null ? null : ctx.fieldCipher.decrypt(row.answer_cipher),
        isFounded: row.is_founded,
        version: row.version,
        filedAt: row.filed_at,
        answeredAt: row.answered_at,
      })),
    });
  });

const next = { handling: "open", answered: "handling", closed: "answered" } as const;

/** Taken by an owner, answered with whether it was founded, closed. Only the owner answers and closes. */
export const stepComplaint = (
  ctx: Ctx,
  complaintId: string,
  step: ComplaintStep,
): Promise<Result<null, ComplaintRefusal>> =>
  inTx(ctx, async (tx) => {
    const found = await findComplaint(tx, complaintId, "lock");
    if (!found) return refuse("complaint_unknown");
    if (found.status !== next[step.to]) return refuse("complaint_step_impossible");
    if (found.owner_person_id !== null && found.owner_person_id !== ctx.actor.personId)
      return refuse("complaint_not_yours");
    if (found.version !== step.version) return refuse("complaint_changed_elsewhere");
    await changeComplaint(tx, found, {
      status: step.to,
      ...(step.to === "handling" && { owner_person_id: ctx.actor.personId, owner_name: ctx.actor.name }),
      ...(step.to === "answered" && {
        answer_cipher: ctx.fieldCipher.encrypt(step.answer),
        is_founded: step.isFounded,
        answered_at: tx.now,
      }),
      ...(step.to === "closed" && { closed_at: tx.now }),
    });
    await auditAct(tx, ctx, {
      action: "complaint.step",
      subjectKind: "complaint",
      subjectId: found.id,
      details: { to: step.to },
    });
    return ok(null);
  });
