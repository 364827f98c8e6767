import { randomUUID } from "node:crypto";
import { isOpenFor, lockCase } from "../cases/index.js";
import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { type FeedbackPage, type MarkUnsuitable } from "./api.js";
import { findLatestDecision } from "./store/decisions.js";
import { addFeedback, trainingRows, withdrawFeedback } from "./store/feedback.js";

export type FeedbackRefusal =
  | "not_ranked_yet"
  | "case_is_settled"
  | "not_in_ranking"
  | "said_already"
  | "not_said";

/**
 * 不合适: keeps a ranked expert from being asked for this case from now on, with a reason; an offer that is open stays
 * open. It is not on the timeline, which the expert who takes the case reads. Refuses `not_ranked_yet`, `not_in_ranking` for somebody the newest ranking does not show, `case_is_settled`
 * once an expert has the case, `said_already`.
 */
export const markUnsuitable = (
  ctx: Ctx,
  caseId: string,
  { practitionerRoleId, reason, note }: MarkUnsuitable,
): Promise<Result<null, FeedbackRefusal>> =>
  inTx(ctx, async (tx) => {
    const found = await lockCase(tx, caseId);
    const decision = await findLatestDecision(tx, caseId);
    if (!found || !decision) return refuse("not_ranked_yet");
    if (!isOpenFor("judgeExperts", found.status)) return refuse("case_is_settled");
    if (!decision.candidates.some((one) => one.practitionerRoleId === practitionerRoleId))
      return refuse("not_in_ranking");
    const id = randomUUID();
    const isNew = await addFeedback(tx, {
      id,
      caseId,
      decisionId: decision.id,
      practitionerRoleId,
      personId: ctx.actor.personId,
      reason,
      note,
    });
    if (!isNew) return refuse("said_already");
    await auditAct(tx, ctx, {
      action: "match.feedback",
      subjectKind: "matching_feedback",
      subjectId: id,
      caseId,
      caseInstitutionId: found.institutionId,
      outcome: "done",
    });
    return ok(null);
  });

/** Takes it back: he may be asked again. Refuses `case_is_settled`, `not_said`. */
export const withdrawUnsuitable = (
  ctx: Ctx,
  caseId: string,
  practitionerRoleId: string,
): Promise<Result<null, FeedbackRefusal>> =>
  inTx(ctx, async (tx) => {
    const found = await lockCase(tx, caseId);
    if (!found || !isOpenFor("judgeExperts", found.status)) return refuse("case_is_settled");
    if (!(await withdrawFeedback(tx, caseId, practitionerRoleId))) return refuse("not_said");
    await auditAct(tx, ctx, {
      action: "match.feedback",
      subjectKind: "matching_feedback",
      subjectId: practitionerRoleId,
      caseId,
      caseInstitutionId: found.institutionId,
      outcome: "done",
      details: { withdrawn: true },
    });
    return ok(null);
  });

/** What people found unsuitable, with the features of the ranking: what a later model learns from. */
export const readFeedback = (
  ctx: Ctx,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<Result<FeedbackPage, never>> =>
  inTx(ctx, async (tx) => ok({ items: await trainingRows(tx, after, limit) }));
