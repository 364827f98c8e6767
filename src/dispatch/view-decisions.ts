import { findRoles } from "../experts/index.js";
import { type Ctx, inTx } from "../identity/index.js";
import { ok, type Result } from "../kernel/result.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { clockFor } from "../triage/index.js";
import type { DispatchDecision } from "./api.js";
import { whyAsked, whyNotAsked } from "./domain/plan-words.js";
import type { AskedRing } from "./domain/policy/dispatch-policy.js";
import * as store from "./store/index.js";

/** What was decided for the case, newest first, each with its reasons. */
export async function viewDecisions(
  ctx: Ctx,
  caseId: string,
): Promise<Result<{ items: DispatchDecision[] }, never>> {
  return inTx(ctx, async (tx) => {
    const pairings = await store.listPairings(tx, caseId);
    const roles = await findRoles(
      tx,
      pairings.flatMap(({ details }) => [
        ...details.considered.map((one) => one.roleId),
        ...details.offers.map((one) => one.roleId),
      ]),
    );
    const roleOf = new Map(roles.map((role) => [role.practitionerRoleId as string, role]));
    return ok({ items: pairings.map((pairing) => toView(pairing, roleOf)) });
  });
}

interface Named {
  readonly name: string;
  readonly institutionName: string;
}

function toView(
  { details, plan, ...pairing }: store.StoredPairing,
  roleOf: ReadonlyMap<string, Named>,
): DispatchDecision {
  const named = (roleId: string) => ({
    expertName: roleOf.get(roleId)?.name ?? "",
    institutionName: roleOf.get(roleId)?.institutionName ?? "",
  });
  const openRing = pairing.openRing as AskedRing;
  const askedRoles = new Set(details.offers.map((offer) => offer.roleId));
  const { offerMinutes } = clockFor(details.level as UrgencyLevel);
  return {
    madeAt: pairing.madeAt,
    seat: pairing.seat,
    policyVersion: plan.policy_version,
    step: pairing.step,
    openRing,
    waitingSeats: plan.openings,
    gap: Math.max(0, plan.bound - plan.value),
    offers: details.offers.map((offer) => ({
      offerId: offer.offerId,
      ...named(offer.roleId),
      ring: offer.ring,
      line: offer.line,
      why: whyAsked(offer, {
        ability: details.considered.find((one) => one.roleId === offer.roleId)?.ability ?? 0,
        offerMinutes,
        runnerUpName: offer.runnerUp === null ? null : named(offer.runnerUp.roleId).expertName,
      }),
      utility: offer.utility,
      load: offer.load,
      price: offer.price,
      propensity: offer.propensity,
    })),
    considered: details.considered.map((one) => ({
      practitionerRoleId: one.roleId,
      ...named(one.roleId),
      ring: one.ring,
      ability: one.ability,
      acceptChance: one.acceptChance,
      value: one.value,
      chance: one.chance ?? null,
      whyNot: whyNotAsked(one, { openRing, askedRoles }) ?? null,
    })),
    backupName: details.backupRoleId === null ? null : named(details.backupRoleId).expertName,
    waitMinutes: details.waitMinutes,
    handOver: details.handOver,
  };
}
