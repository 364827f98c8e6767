import { auditAct, type Ctx } from "../../../identity/index.js";
import { ok, refuse, type Result } from "../../../kernel/result.js";
import { civilDate } from "../../../kernel/time.js";
import { systemContext, type Tx } from "../../../platform/database/database.js";
import type { VerificationAnswers, VerificationSheet } from "../../api/freshness.js";
import { disputeClaim, reconcileSlots, recordClaims, tellChange, withdrawClaim } from "../../claims.js";
import { ruleOf } from "../../domain/claims/kinds.js";
import { slotOf } from "../../domain/claims/slot.js";
import { resumeMembershipOf } from "../../membership-moves.js";
import { bumpPool, lockPool } from "../../pool.js";
import { raiseFinding } from "./findings.js";
import { changeTask, liveTasks } from "../../store/campaigns.js";
import { addSteps, readBooks } from "../../store/claims.js";
import {
  type AgeingClaim,
  confirmClaims,
  confirmPerson,
  isDue,
  listAgeing,
  refreshFreshness,
} from "../../store/freshness.js";
import { membershipsOfRoles } from "../../store/membership.js";
import { findPractitionerOf, findProfile } from "../../store/profile.js";

export type VerifyRefusal =
  | "expert_not_found"
  | "not_an_expert"
  | "fact_unknown"
  | "quantity_needed"
  | "text_needed";

/**
 * Confirming moves the expert's memberships, which are his hospital's rows: in system scope, after the policy has let
 * him answer for himself, still with his idempotency claim.
 */
const acrossTenants = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx({ ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency }, work);

/** The facts that age, as the expert or his office goes through them: due ones first. */
export async function viewSheet(
  ctx: Ctx,
  practitionerId: string,
): Promise<Result<VerificationSheet, VerifyRefusal>> {
  return acrossTenants({ ...ctx, idempotency: undefined }, async (tx) => {
    const profile = await findProfile(tx, practitionerId);
    if (profile === undefined) return refuse("expert_not_found");
    const today = civilDate(tx.now);
    const [task] = await liveTasks(tx, { practitionerId });
    const departments = new Map(profile.roles.map((role) => [role.id, role.department_name]));
    const memberships = await membershipsOfRoles(
      tx,
      profile.roles.map(({ id }) => id),
    );
    return ok({
      practitionerId,
      name: profile.practitioner.name,
      freshness: profile.practitioner.freshness,
      confirmedOn: profile.practitioner.confirmed_on,
      taskStatus: task?.status ?? null,
      isSuspended: memberships.some((one) => one.status === "paused" && one.reasonCode === "unverified"),
      facts: (await listAgeing(tx, [practitionerId])).map((claim) => ({
        claimId: claim.id,
        kind: claim.kind,
        kindZh: ruleOf(claim.kind).zh,
        kindEn: ruleOf(claim.kind).en,
        departmentName: departments.get(claim.practitionerRoleId ?? "") ?? null,
        label: claim.label,
        quantity: claim.quantity,
        source: claim.source,
        confirmedOn: claim.confirmedOn,
        nextDueOn: claim.nextDueOn,
        isDue: isDue(claim, today),
        isExpired: claim.state === "expired",
      })),
    });
  });
}

/** The signed-in expert's own sheet. Refuses `not_an_expert`. */
export async function viewOwnSheet(ctx: Ctx): Promise<Result<VerificationSheet, VerifyRefusal>> {
  const practitionerId = await ctx.database.withTx(systemContext, (tx) =>
    findPractitionerOf(tx, ctx.actor.personId),
  );
  return practitionerId === undefined ? refuse("not_an_expert") : viewSheet(ctx, practitionerId);
}

/**
 * 核对: each fact is still right, has changed, or is no longer so; what is not mentioned is still right when
 * `othersAreRight`. Ends the task, brings back what had expired, and takes the expert up again who was suspended for it.
 *
 * A changed number is a new statement of the expert; any other change is asked of his hospital as a finding, because a
 * registered field is the hospital's to write. What is no longer so is withdrawn when it was his own word, and doubted
 * when it was another's.
 */
export async function answerSheet(
  ctx: Ctx,
  practitionerId: string,
  given: VerificationAnswers,
): Promise<Result<null, VerifyRefusal>> {
  const byPersonId = ctx.actor.personId;
  return acrossTenants(ctx, async (tx) => {
    await lockPool(tx);
    const profile = await findProfile(tx, practitionerId);
    if (profile === undefined) return refuse("expert_not_found");
    const facts = await listAgeing(tx, [practitionerId]);
    const byId = new Map(facts.map((claim) => [claim.id, claim]));
    const answers = new Map(given.answers.map((answer) => [answer.claimId, answer]));
    for (const answer of given.answers) {
      const claim = byId.get(answer.claimId);
      if (claim === undefined) return refuse("fact_unknown");
      if (answer.answer !== "changed") continue;
      if (claim.quantity !== null ? answer.quantity === null : answer.text === "")
        return refuse(claim.quantity !== null ? "quantity_needed" : "text_needed");
    }
    const today = civilDate(tx.now);
    const anyDue = facts.some((claim) => isDue(claim, today));
    const right = facts.filter((claim) => {
      const answer = answers.get(claim.id);
      return answer === undefined
        ? given.othersAreRight && (!anyDue || isDue(claim, today))
        : answer.answer === "right";
    });
    await confirm(tx, practitionerId, right, byPersonId);
    const organizationId = profile.roles[0]?.organization_id;
    for (const answer of given.answers) {
      const claim = byId.get(answer.claimId);
      if (claim === undefined || answer.answer === "right") continue;
      if (answer.answer === "changed" && claim.quantity !== null && answer.quantity !== null) {
        await recordClaims(
          tx,
          practitionerId,
          [
            {
              kind: claim.kind,
              label: claim.label,
              code: claim.code,
              quantity: answer.quantity,
              practitionerRoleId: claim.practitionerRoleId,
            },
          ],
          { source: "self_reported", asOfOn: today, byPersonId },
        );
        continue;
      }
      if (answer.answer === "gone" && ruleOf(claim.kind).class !== "field") {
        const reason = answer.text === "" ? "核对时声明不再如此" : answer.text;
        await (claim.source === "self_reported" ? withdrawClaim : disputeClaim)(tx, claim.id, {
          byPersonId,
          reason,
        });
        continue;
      }
      if (organizationId !== undefined)
        await raiseFinding(tx, {
          kind: "fact_changed",
          practitionerId,
          practitionerRoleId: claim.practitionerRoleId,
          organizationId,
          claimId: claim.id,
          details: { answer: answer.answer, text: answer.text },
        });
    }
    await confirmPerson(tx, practitionerId);
    const count = (answer: "changed" | "gone") => given.answers.filter((one) => one.answer === answer).length;
    for (const task of await liveTasks(tx, { practitionerId }))
      await changeTask(tx, task.id, task.status, {
        status: "confirmed",
        answeredBy: byPersonId,
        answers: { right: right.length, changed: count("changed"), gone: count("gone") },
      });
    const by = { personId: byPersonId, label: ctx.actor.name };
    for (const membership of await membershipsOfRoles(
      tx,
      profile.roles.map(({ id }) => id),
    ))
      if (
        membership.status === "paused" &&
        membership.reasonCode === "unverified" &&
        membership.practitionerRoleId !== null
      )
        await resumeMembershipOf(tx, membership.practitionerRoleId, { reasonCode: "verified_again" }, by);
    await refreshFreshness(tx, [practitionerId]);
    await bumpPool(tx);
    await auditAct(tx, ctx, {
      action: "expert.verify",
      subjectKind: "expert",
      subjectId: practitionerId,
      details: { right: right.length, changed: count("changed"), gone: count("gone") },
    });
    return ok(null);
  });
}

async function confirm(
  tx: Tx,
  practitionerId: string,
  right: readonly AgeingClaim[],
  byPersonId: string,
): Promise<void> {
  const expired = right.filter(({ state }) => state === "expired");
  const before = (await readBooks(tx, [practitionerId])).get(practitionerId);
  await confirmClaims(tx, right, byPersonId);
  if (expired.length === 0 || before === undefined) return;
  await addSteps(
    tx,
    expired.map(({ id }) => ({
      claimId: id,
      from: "expired" as const,
      to: "asserted" as const,
      reason: "核对确认",
      by: byPersonId,
    })),
  );
  const ids = new Set(expired.map(({ id }) => id));
  const slots = new Set(before.claims.filter(({ id }) => ids.has(id)).map(slotOf));
  await reconcileSlots(tx, practitionerId, [...slots], before, byPersonId);
  await tellChange(tx, practitionerId);
}
