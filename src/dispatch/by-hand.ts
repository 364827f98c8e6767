import { addTimelineEntry, endAccess, holderOf, lockCase, setNextStep } from "../cases/index.js";
import { findRoles } from "../experts/index.js";
import { auditAct, type Ctx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { serves } from "../organizations/index.js";
import { inviterOf } from "../matching/index.js";
import { acrossTenants, type DispatchRefusal, himself } from "./across-tenants.js";
import { announceSearch, handOver, sendOffer, withdrawOffers } from "./search.js";
import * as store from "./store/index.js";

/**
 * The dispatcher sends the case to one expert himself and says why. Open offers are withdrawn; the expert still answers
 * for himself, for his hospital decides whether it takes the case.
 */
export async function assignByHand(
  ctx: Ctx,
  caseId: string,
  choice: { practitionerRoleId: string; reason: string; seat: number },
): Promise<Result<{ offerId: string }, DispatchRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const search = (await store.lockSearches(tx, caseId)).find((one) => one.seat === choice.seat);
    const found = await lockCase(tx, caseId);
    if (!search || search.status === "assigned" || found?.status !== "dispatching")
      return refuse("case_not_open");
    const [role] = await findRoles(tx, [choice.practitionerRoleId]);
    if (!role || role.status !== "active") return refuse("expert_not_found");
    if (role.personId === null) return refuse("expert_has_no_account");
    const { agreements } = await inviterOf(tx, found.institutionId);
    const agreement = agreements.find(
      (one) =>
        one.performerOrganizationId === role.institutionId &&
        serves(one.services ?? [], found.panelSpecialtyCodes.length > 0 ? "mdt" : found.mode),
    );
    if (!agreement && role.institutionId !== found.institutionId) return refuse("no_agreement");
    const offers = await store.listOffersOfCase(tx, caseId);
    if (
      offers.some(
        (o) => o.practitionerRoleId === role.practitionerRoleId && ["sent", "seen"].includes(o.status),
      )
    )
      return refuse("already_asked");
    await withdrawOffers(tx, found, "dispatcher_chose_other", (offer) => offer.seat === choice.seat);
    const offerId = await sendOffer(tx, found, {
      ring: "dispatcher",
      attempt: search.attempts + 1,
      seat: choice.seat,
      line: 1,
      planId: null,
      decisionId: search.decisionId,
      to: { ...role, personId: role.personId, agreementId: agreement?.agreementId ?? null },
      grounds: { dispatcherReason: choice.reason },
      by: himself(ctx),
    });
    await store.saveSearch(tx, caseId, choice.seat, {
      status: "running",
      ring: "dispatcher",
      attempts: search.attempts + 1,
      backup: null,
      lookAt: null,
    });
    await setNextStep(tx, found.id, { statuses: ["dispatching"], nextActor: "expert", dueAt: found.dueAt });
    await auditAct(tx, ctx, {
      action: "dispatch.assign",
      subjectKind: "offer",
      subjectId: offerId,
      caseId: found.id,
      caseInstitutionId: found.institutionId,
      details: { reason: choice.reason },
    });
    return ok({ offerId });
  });
}

/** Takes an accepted case back from an expert who cannot do it after all, before he has begun to write. */
export async function takeBack(
  ctx: Ctx,
  caseId: string,
  why: { readonly reason: string; readonly seat: number },
): Promise<Result<null, DispatchRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    await store.lockSearches(tx, caseId);
    const found = await lockCase(tx, caseId);
    if (found?.status !== "accepted") return refuse("not_accepted");
    const accepted = (await store.listOffersOfCase(tx, caseId)).find(
      (offer) => offer.status === "accepted" && offer.seat === why.seat,
    );
    if (!accepted || !(await store.takeBackOffer(tx, accepted.id, "taken_back")))
      return refuse("not_accepted");
    // Told before his access ends, so that the page he may have open hears of it.
    await addTimelineEntry(tx, found.id, {
      kind: "dispatch.taken-back",
      actor: himself(ctx),
      details: { expertName: accepted.expertName, reason: why.reason },
    });
    // He may have handed the case on since he accepted it.
    const holder = (await holderOf(tx, found.id, accepted.personId)) ?? accepted.personId;
    await endAccess(tx, { caseId: found.id, personId: holder, basis: "assignment" });
    await handOver(tx, found, "taken_back", why.seat);
    await announceSearch(tx, found, [accepted.personId, holder]);
    await auditAct(tx, ctx, {
      action: "dispatch.take-back",
      subjectKind: "offer",
      subjectId: accepted.id,
      caseId: found.id,
      caseInstitutionId: found.institutionId,
      details: { reason: why.reason },
    });
    return ok(null);
  });
}
