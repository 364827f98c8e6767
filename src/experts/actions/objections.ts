import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { violates } from "../../platform/database/database.js";
import type { FileObjection, ObjectionList } from "../api/claims.js";
import { findClaim } from "../store/evidence.js";
import { addObjection, answerObjection, findObjection, listObjections } from "../store/objections.js";
import { currentRecordOf } from "../store/merged-into.js";
import { findOwners } from "../store/profile.js";
import { tell } from "./claims.js";

export type ObjectionRefusal = "expert_not_found" | "claim_not_found" | "objection_open_already";
export type AnswerRefusal = "objection_not_found" | "objection_answered" | "not_your_objection";

/** An expert contests a fact or a score of his own. One open objection about one thing. */
export async function fileObjection(
  ctx: Ctx,
  practitionerId: string,
  objection: FileObjection,
): Promise<Result<{ objectionId: string }, ObjectionRefusal>> {
  try {
    return await inTx(ctx, async (tx): Promise<Result<{ objectionId: string }, ObjectionRefusal>> => {
      const id = await currentRecordOf(tx, practitionerId);
      const owners = id === undefined ? undefined : await findOwners(tx, id);
      if (id === undefined || owners === undefined) return refuse("expert_not_found");
      if (objection.claimId !== undefined) {
        const claim = await findClaim(tx, objection.claimId);
        if (claim?.practitioner_id !== id) return refuse("claim_not_found");
      }
      const objectionId = randomUUID();
      await addObjection(tx, {
        id: objectionId,
        practitionerId: id,
        about: objection.about,
        claimId: objection.claimId ?? null,
        scoreKey: objection.scoreKey ?? null,
        text: objection.text,
        by: ctx.actor.personId,
      });
      await tell(tx, ctx, id, owners);
      await auditAct(tx, ctx, {
        action: "expert.file-objection",
        subjectKind: "expert",
        subjectId: id,
        details: {
          objectionId,
          about: objection.about,
          claimId: objection.claimId,
          scoreKey: objection.scoreKey,
        },
      });
      return ok({ objectionId });
    });
  } catch (error) {
    if (violates(error, "objection_once")) return refuse("objection_open_already");
    throw error;
  }
}

/** Objections in the asker's sight: an expert's own, a hospital's experts', or all for the operator. */
export async function viewObjections(ctx: Ctx): Promise<Result<ObjectionList, never>> {
  const onlyOwn = !ctx.actor.roles.some((role) => role === "medical_affairs" || role === "operator");
  return inTx(ctx, async (tx) => {
    const rows = await listObjections(tx, onlyOwn ? ctx.actor.personId : undefined, 200);
    return ok({
      items: rows.map((row) => ({
        objectionId: row.id,
        practitionerId: row.practitioner_id,
        expertName: row.name,
        about: row.about,
        claimId: row.claim_id,
        claimLabel: row.label,
        claimKind: row.kind,
        scoreKey: row.score_key,
        text: row.text,
        status: row.status,
        answer: row.answer,
        filedAt: row.filed_at,
        answeredAt: row.answered_at,
      })),
    });
  });
}

/** Answers an objection with grounds. What follows from an accepted one (dispute, correction) is an act of its own. */
export async function decideObjection(
  ctx: Ctx,
  objectionId: string,
  decision: { readonly decision: "accepted" | "rejected"; readonly answer: string },
): Promise<Result<null, AnswerRefusal>> {
  return inTx(ctx, async (tx) => {
    const found = await findObjection(tx, objectionId);
    const owners = found && (await findOwners(tx, found.practitioner_id));
    if (found === undefined || owners === undefined) return refuse("objection_not_found");
    // Nobody is judge in his own cause.
    if (found.filed_by === ctx.actor.personId) return refuse("not_your_objection");
    const isSaved = await answerObjection(tx, objectionId, { ...decision, by: ctx.actor.personId });
    if (!isSaved) return refuse("objection_answered");
    await tell(tx, ctx, found.practitioner_id, owners);
    await auditAct(tx, ctx, {
      action: "expert.answer-objection",
      subjectKind: "objection",
      subjectId: objectionId,
      details: { practitionerId: found.practitioner_id, decision: decision.decision },
    });
    return ok(null);
  });
}
