import { findCase } from "../../cases/index.js";
import { auditAct, type Ctx, inTx, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { announceCase } from "./announce.js";
import type { CaseResults, GiveEvaluation } from "../api/results.js";
import { acceptedSeats } from "../store/facts.js";
import {
  addEvaluation,
  type FollowUp,
  findEvaluation,
  findOpenLink,
  findPatientRating,
  followUpsOfCase,
} from "../store/results.js";
import { tellProfile } from "./tell-profile.js";

export type EvaluateRefusal = "case_not_closed" | "evaluation_given";

/** Undefined: out of sight. */
const isInviter = async (tx: Tx, ctx: Ctx, caseId: string) => {
  const found = await findCase(tx, caseId);
  return found?.requesterPersonId === ctx.actor.personId ? found : undefined;
};

/** 邀请方评价: once, by the doctor who asked, when the case is closed. */
export const giveEvaluation = (
  ctx: Ctx,
  caseId: string,
  given: GiveEvaluation,
): Promise<Result<null, EvaluateRefusal>> =>
  inTx(ctx, async (tx) => {
    const found = await isInviter(tx, ctx, caseId);
    if (found?.status !== "closed") return refuse("case_not_closed");
    const [lead] = await acceptedSeats(tx, caseId);
    const isNew = await addEvaluation(tx, {
      case_id: caseId,
      institution_id: found.institutionId,
      performer_institution_id: lead?.institutionId ?? null,
      given_by: ctx.actor.personId,
      agreement: given.agreement,
      has_changed_management: given.hasChangedManagement,
      transfer: given.transfer,
      usefulness: given.usefulness,
      seconds: given.seconds,
      given_at: tx.now,
    });
    if (!isNew) return refuse("evaluation_given");
    await tellProfile(tx, {
      kind: "evaluation",
      sourceId: caseId,
      caseId,
      urgencyLevel: found.urgencyLevel ?? "IV",
      value: (given.usefulness - 1) / 4,
      at: tx.now,
    });
    await announceCase(tx, caseId);
    await auditAct(tx, ctx, {
      action: "evaluation.give",
      subjectKind: "case",
      subjectId: caseId,
      caseId,
      caseInstitutionId: found.institutionId,
      details: { usefulness: given.usefulness },
    });
    return ok(null);
  });

export const followUpView = (one: FollowUp): CaseResults["followUps"][number] => ({
  id: one.id,
  caseId: one.case_id,
  day: one.day,
  dueOn: one.due_on.slice(0, 10),
  status: one.status,
  outcome: one.outcome,
  place: one.place,
  note: one.note,
  filledAt: one.filled_at,
});

/** What is known of how it turned out. The patient's own words and notes stay with the inviting side. */
export const viewResults = (ctx: Ctx, caseId: string): Promise<Result<CaseResults, never>> =>
  ctx.database.withTx(txContext(ctx.actor), async (tx) => {
    const mine = await isInviter(tx, ctx, caseId);
    const isClosed = mine?.status === "closed";
    const found = await findCase(tx, caseId);
    const isInvitingSide = found?.institutionId === ctx.actor.institutionId;
    const evaluation = await findEvaluation(tx, caseId);
    const rating = await findPatientRating(tx, caseId);
    const link = isClosed ? await findOpenLink(tx, caseId) : undefined;
    return ok({
      evaluation:
        evaluation === undefined
          ? null
          : {
              agreement: evaluation.agreement,
              hasChangedManagement: evaluation.has_changed_management,
              transfer: evaluation.transfer,
              usefulness: evaluation.usefulness,
              givenAt: evaluation.given_at,
            },
      patientRating:
        rating === undefined
          ? null
          : {
              satisfaction: rating.satisfaction,
              clarity: rating.clarity,
              comment: isInvitingSide ? rating.comment : null,
              ratedAt: rating.rated_at,
            },
      openLinkUntil: link !== undefined && link.expires_at > tx.now ? link.expires_at : null,
      followUps: (await followUpsOfCase(tx, caseId)).map((one) => ({
        ...followUpView(one),
        ...(!isInvitingSide && { note: "" }),
      })),
      may: {
        evaluate: isClosed && evaluation === undefined,
        makeLink: isClosed && rating === undefined,
        followUp: isInvitingSide,
      },
    });
  });
