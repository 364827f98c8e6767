import { auditAct, type Ctx, inTx } from "../../../identity/index.js";
import { ok, refuse, type Result } from "../../../kernel/result.js";
import { listOrganizations } from "../../../organizations/index.js";
import type { Tx } from "../../../platform/database/database.js";
import { announce } from "../../../platform/live.js";
import { publish } from "../../../platform/outbox.js";
import { specialtyTree } from "../../../terminology/index.js";
import type { FindingQuery, FindingView, SettleFinding } from "../../api/freshness.js";
import { ruleOf } from "../../domain/claims/kinds.js";
import { type FindingOutcome, outcomesOf } from "../../domain/freshness/findings.js";
import type { MembershipAct } from "../../domain/membership.js";
import { moveMembership } from "../../membership-moves.js";
import { bumpPool, lockPool } from "../../pool.js";
import * as store from "../../store/findings.js";
import { findMembership, membershipsOfRoles } from "../../store/membership.js";
import { expertsTables } from "../../tables.js";

export type FindingRefusal =
  | "finding_not_found"
  | "finding_settled"
  | "outcome_does_not_fit"
  | "finding_reason_needed"
  | "member_cannot_move";

/** Opens a finding and tells whoever settles it; the same one is opened once. Takes part in the caller's transaction. */
export async function raiseFinding(tx: Tx, finding: store.NewFinding): Promise<boolean> {
  const id = await store.addFinding(tx, finding);
  if (id === undefined) return false;
  await publish(tx, { topic: "experts.finding-opened", subjectId: id });
  await announce(tx, {
    topic: "experts",
    id,
    audience: { institutions: [finding.organizationId], platform: true },
  });
  return true;
}

/** What is to be checked, open first; a hospital sees its own. */
export async function listFindings(ctx: Ctx, query: FindingQuery) {
  return inTx(ctx, async (tx) => {
    const names = new Map<string, string>((await listOrganizations(tx)).map((one) => [one.id, one.name]));
    const specialties = specialtyTree().byCode;
    const { items, total } = await store.listFindings(tx, {
      status: query.status,
      organizationId: ctx.actor.isPlatform ? query.institutionId : ctx.actor.institutionId,
      limit: query.limit,
      offset: query.offset,
    });
    return ok({
      total,
      items: items.map((one): FindingView => ({
        findingId: one.id,
        kind: one.kind,
        practitionerId: one.practitioner_id,
        name: one.name,
        institutionName: names.get(one.organization_id) ?? "",
        departmentName: one.department_name,
        specialtyName:
          one.specialty_code === ""
            ? null
            : (specialties.get(one.specialty_code)?.label ?? one.specialty_code),
        factZh: one.claim_kind === null ? null : ruleOf(one.claim_kind).zh,
        factEn: one.claim_kind === null ? null : ruleOf(one.claim_kind).en,
        factLabel: one.claim_label,
        details: one.details,
        status: one.status,
        outcome: one.outcome,
        reason: one.reason,
        openedAt: one.opened_at,
        settledAt: one.settled_at,
        settledBy: one.settled_by_label,
      })),
    });
  });
}

const moves: Readonly<Partial<Record<FindingOutcome, MembershipAct>>> = {
  paused: "pause",
  inactive: "lapse",
  retired: "retire",
  transferred: "transfer",
};

/**
 * A person settles the finding: what follows (a pause, an exit, a specialty taken away) happens in the same step, with
 * the finding as its reason. Noting and dismissing need a word why.
 */
export async function settleFinding(
  ctx: Ctx,
  findingId: string,
  decision: SettleFinding,
): Promise<Result<null, FindingRefusal>> {
  return inTx(ctx, async (tx) => {
    await lockPool(tx);
    const finding = await store.findFinding(tx, findingId, "lock");
    if (finding === undefined) return refuse("finding_not_found");
    if (finding.status !== "open") return refuse("finding_settled");
    if (!outcomesOf[finding.kind].includes(decision.outcome)) return refuse("outcome_does_not_fit");
    const needsWord = decision.outcome === "noted" || decision.outcome === "dismissed";
    if (needsWord && decision.reason.length < 2) return refuse("finding_reason_needed");
    const roleId = finding.practitioner_role_id;
    const act = moves[decision.outcome];
    if (act !== undefined) {
      const [found] = roleId === null ? [] : await membershipsOfRoles(tx, [roleId]);
      const membership = found && (await findMembership(tx, found.id, "lock"));
      const by = { personId: ctx.actor.personId, label: ctx.actor.name };
      const step = { reasonCode: "finding", note: decision.reason, details: { findingId } };
      if (membership === undefined || !(await moveMembership(tx, membership, act, step, by)))
        return refuse("member_cannot_move");
    }
    if (decision.outcome === "specialty_removed" && roleId !== null) {
      await expertsTables(tx)
        .deleteFrom("experts.role_specialty")
        .where("practitioner_role_id", "=", roleId)
        .where("specialty_code", "=", finding.specialty_code)
        .execute();
      await bumpPool(tx);
    }
    await store.settle(tx, findingId, {
      ...decision,
      byPersonId: ctx.actor.personId,
      byLabel: ctx.actor.name,
    });
    await announce(tx, {
      topic: "experts",
      id: findingId,
      audience: { institutions: [finding.organization_id], platform: true },
    });
    await auditAct(tx, ctx, {
      action: "finding.settle",
      subjectKind: "finding",
      subjectId: findingId,
      details: { kind: finding.kind, outcome: decision.outcome },
    });
    return ok(null);
  });
}
