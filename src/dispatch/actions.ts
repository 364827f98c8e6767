import {
  addTimelineEntry,
  endAccess,
  findCase,
  grantAccess,
  listCasesInStatus,
  listDiagnoses,
  lockCase,
  moveCase,
  setNextStep,
  toSummary,
} from "../cases/index.js";
import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { addMinutes, minutesBetween } from "../kernel/time.js";
import { groupBy } from "../kernel/collections.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { urgencyLevels } from "../kernel/urgency.js";
import { findRoles } from "../experts/index.js";
import { inviterOf } from "../matching/index.js";
import { notify } from "../notifications/index.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import { cancelJob } from "../platform/jobs.js";
import { publish } from "../platform/outbox.js";
import { clockFor } from "../triage/index.js";
import type { BoardRow, OfferView, SearchView } from "./api.js";
import { type AnswerRefusal, mayAnswer } from "./domain/accept-offer.js";
import { boardOrder, overdueMinutes } from "./domain/board-order.js";
import { announceSearch, handOver, levelOf, sendNextOffer, sendOffer, withdrawOffers } from "./search.js";
import * as store from "./store.js";
import { tellOfferEnded } from "./tell-ends.js";

export type DispatchRefusal =
  | AnswerRefusal
  | "offer_not_found"
  | "case_not_open"
  | "expert_not_found"
  | "expert_has_no_account"
  | "no_agreement"
  | "already_asked"
  | "not_accepted"
  | "cannot_return";

/**
 * An expert's answer moves the inviter's case, so it runs over both tenants: in system scope, after the policy let the
 * expert answer his own offer, still with his idempotency claim.
 */
export const acrossTenants = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx({ ...systemContext, personId: ctx.actor.personId, idempotency: ctx.idempotency }, work);

export const himself = (ctx: Ctx) => ({ personId: ctx.actor.personId, label: ctx.actor.name });

/**
 * 接诊: the expert takes the case with one tap. One acceptance per case holds by lock, compare-and-set and unique index;
 * whoever comes second is told why in the offer's own state.
 */
export async function acceptOffer(
  ctx: Ctx,
  offerId: string,
): Promise<Result<{ caseId: string }, DispatchRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const before = await store.findOffer(tx, offerId);
    if (!before) return refuse("offer_not_found");
    const search = await store.lockSearch(tx, before.caseId);
    // Read again under the lock: another answer may have come between.
    const offer = await store.findOffer(tx, offerId);
    const found = await lockCase(tx, before.caseId);
    if (!offer || !search || !found) return refuse("offer_not_found");
    const allowed = mayAnswer(offer, ctx.actor.personId, tx.now);
    if (!allowed.ok) return allowed;
    if (found.status !== "dispatching") return refuse("case_not_open");
    if (!(await store.endOffer(tx, offer.id, { status: "accepted" }))) return refuse("offer_expired");
    const dueAt = addMinutes(found.submittedAt ?? tx.now, clockFor(levelOf(found)).opinionMinutes);
    if (!(await moveCase(tx, found.id, "accepted", { from: ["dispatching"], nextActor: "expert", dueAt })))
      throw new Error(`case ${found.id} left dispatching while its search was locked`);
    await cancelJob(tx, "dispatch.expire-offer", offer.id);
    await cancelJob(tx, "dispatch.clock-ran-out", found.id);
    await endAccess(tx, { caseId: found.id, personId: offer.personId, basis: "offer" });
    await grantAccess(tx, { caseId: found.id, personId: offer.personId, basis: "assignment" });
    await withdrawOffers(tx, found, "answered_by_other", offer.id);
    await store.saveSearch(tx, found.id, { status: "assigned", backup: null, reasonCode: null });
    await addTimelineEntry(tx, found.id, {
      kind: "dispatch.accepted",
      actor: himself(ctx),
      details: {
        offerId: offer.id,
        expertName: offer.expertName,
        institutionName: ctx.actor.institutionName,
        minutes: Math.round(minutesBetween(offer.sentAt, tx.now) * 10) / 10,
      },
    });
    await tellOfferEnded(tx, offer, found, { outcome: "accepted" });
    await publish(tx, {
      topic: "dispatch.accepted",
      subjectId: found.id,
      payload: {
        offerId: offer.id,
        personId: offer.personId,
        institutionId: offer.institutionId,
        practitionerRoleId: offer.practitionerRoleId,
      },
    });
    await notify(tx, {
      personId: found.requesterPersonId,
      kind: "case_accepted",
      caseId: found.id,
      subjectId: offer.id,
      details: { expertName: offer.expertName, institutionName: ctx.actor.institutionName },
      eventId: offer.id,
    });
    await announceSearch(tx, found, [offer.personId]);
    await auditAct(tx, ctx, {
      action: "offer.accept",
      subjectKind: "offer",
      subjectId: offer.id,
      caseId: found.id,
      caseInstitutionId: found.institutionId,
    });
    return ok({ caseId: found.id });
  });
}

/** 谢绝 with a coded reason; the backup is asked in the same moment. */
export async function declineOffer(
  ctx: Ctx,
  offerId: string,
  answer: { code: string; note: string },
): Promise<Result<null, DispatchRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const before = await store.findOffer(tx, offerId);
    if (!before) return refuse("offer_not_found");
    await store.lockSearch(tx, before.caseId);
    const offer = await store.findOffer(tx, offerId);
    const found = await lockCase(tx, before.caseId);
    if (!offer || !found) return refuse("offer_not_found");
    const allowed = mayAnswer(offer, ctx.actor.personId, tx.now);
    if (!allowed.ok) return allowed;
    if (!(await store.endOffer(tx, offer.id, { status: "declined", ...answer })))
      return refuse("offer_expired");
    await cancelJob(tx, "dispatch.expire-offer", offer.id);
    await endAccess(tx, { caseId: found.id, personId: offer.personId, basis: "offer" });
    await addTimelineEntry(tx, found.id, {
      kind: "dispatch.offer-declined",
      actor: himself(ctx),
      details: { offerId: offer.id, expertName: offer.expertName, code: answer.code, note: answer.note },
    });
    await tellOfferEnded(tx, offer, found, { outcome: "declined", reasonCode: answer.code });
    await announceSearch(tx, found, [offer.personId]);
    await sendNextOffer(tx, found.id);
    await auditAct(tx, ctx, {
      action: "offer.decline",
      subjectKind: "offer",
      subjectId: offer.id,
      caseId: found.id,
      caseInstitutionId: found.institutionId,
      details: { code: answer.code },
    });
    return ok(null);
  });
}

/** The expert has opened the offer; told to the board and the timeline once. */
export async function seeOffer(ctx: Ctx, offerId: string): Promise<Result<null, DispatchRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const offer = await store.findOffer(tx, offerId);
    if (!offer) return refuse("offer_not_found");
    if (!(await store.markSeen(tx, offer.id))) return ok(null);
    const found = await findCase(tx, offer.caseId);
    await addTimelineEntry(tx, offer.caseId, {
      kind: "dispatch.offer-seen",
      actor: himself(ctx),
      details: { offerId: offer.id, expertName: offer.expertName },
    });
    if (found) await announceSearch(tx, found);
    return ok(null);
  });
}

/** The person's own offers with what he needs to say yes or no; no patient's name. The look is audited per case. */
export async function listMyOffers(ctx: Ctx): Promise<Result<{ items: OfferView[] }, never>> {
  return inTx(ctx, async (tx) => {
    const items: OfferView[] = [];
    for (const offer of await store.listOffersOfPerson(tx, ctx.actor.personId)) {
      const isOpen = (offer.status === "sent" || offer.status === "seen") && tx.now < offer.expiresAt;
      const found = await findCase(tx, offer.caseId);
      // Without live access row-level security hides the case: an ended offer shows only what it was itself.
      if (isOpen && !found) continue;
      const shows = isOpen && found;
      items.push({
        id: offer.id,
        caseId: offer.caseId,
        status: isOpen || offer.status === "accepted" ? offer.status : endedStatus(offer.status),
        ring: offer.ring,
        urgencyLevel: found ? levelOf(found) : "IV",
        question: shows ? found.question : "",
        summary: shows ? found.summary : "",
        patientLabel: shows ? toSummary(found).patientLabel : "",
        diagnoses: shows ? (await listDiagnoses(tx, found.id)).map((one) => one.name) : [],
        institutionName: found?.institutionName ?? "",
        requesterName: found?.requesterName ?? "",
        mode: found?.mode ?? "written",
        reasons: [...(offer.grounds.reasons ?? [])],
        sentAt: offer.sentAt,
        expiresAt: offer.expiresAt,
        respondedAt: offer.respondedAt,
      });
    }
    return ok({ items });
  });
}

/** An offer past its time reads as expired even in the second before the timer has marked it. */
const endedStatus = (status: store.StoredOffer["status"]) =>
  status === "sent" || status === "seen" ? "expired" : status;

function toSearchView(
  search: store.Search | undefined,
  offers: readonly store.StoredOffer[],
  institutionNames: ReadonlyMap<string, string>,
): SearchView | null {
  return search !== undefined
    ? {
        status: search.status,
        ring: search.ring,
        reasonCode: search.reasonCode,
        backupName: search.backupName,
        attempts: search.attempts,
        offers: offers.map((offer) => ({
          id: offer.id,
          expertName: offer.expertName,
          institutionName: institutionNames.get(offer.practitionerRoleId) ?? "",
          ring: offer.ring,
          attempt: offer.attempt,
          status: offer.status,
          sentAt: offer.sentAt,
          seenAt: offer.seenAt,
          expiresAt: offer.expiresAt,
          respondedAt: offer.respondedAt,
          declineCode: offer.declineCode,
          declineNote: offer.declineNote,
          withdrawCode: offer.withdrawCode,
        })),
      }
    : null;
}

async function institutionNamesOf(
  tx: Tx,
  offers: readonly store.StoredOffer[],
): Promise<Map<string, string>> {
  const roles = await findRoles(
    tx,
    offers.map((offer) => offer.practitionerRoleId),
  );
  return new Map(roles.map((role) => [role.practitionerRoleId, role.institutionName]));
}

/** Where the search for this case's expert stands; null before it began. */
export async function viewSearch(ctx: Ctx, caseId: string): Promise<Result<SearchView | null, never>> {
  return inTx(ctx, async (tx) => {
    const search = (await store.findSearches(tx, [caseId])).get(caseId);
    const offers = await store.listOffersOfCase(tx, caseId);
    return ok(toSearchView(search, offers, await institutionNamesOf(tx, offers)));
  });
}

/** Every case that waits for triage or an expert, most pressing first, with its clock, ring and offers. */
export async function viewBoard(ctx: Ctx) {
  return inTx(ctx, async (tx) => {
    const waiting = await listCasesInStatus(tx, ["submitted", "triaged", "dispatching"]);
    const ids = waiting.map((one) => one.id);
    const searches = await store.findSearches(tx, ids);
    const offers = await store.listOffersOfCases(tx, ids);
    const offersOf = groupBy(offers, (offer): string => offer.caseId);
    const names = await institutionNamesOf(tx, offers);
    const items = waiting
      .map((one) => ({ ...one, isWithDispatcher: one.nextActor === "dispatcher" }))
      .sort(boardOrder)
      .map((one): BoardRow => ({
        case: toSummary(one),
        search: toSearchView(searches.get(one.id), offersOf.get(one.id) ?? [], names),
        waitedMinutes: one.submittedAt === null ? 0 : minutesBetween(one.submittedAt, tx.now),
        overdueMinutes: overdueMinutes(one.dueAt, tx.now),
      }));
    const counts = urgencyLevels.map((level) => {
      const ofLevel = items.filter((row) => (row.case.urgencyLevel ?? "I") === level);
      return {
        level,
        waiting: ofLevel.length,
        overdue: ofLevel.filter((row) => row.overdueMinutes > 0).length,
      };
    });
    return ok({ items, counts, now: tx.now });
  });
}

/**
 * The dispatcher sends the case to one expert himself and says why. Open offers are withdrawn; the expert still answers
 * for himself, for his hospital decides whether it takes the case.
 */
export async function assignByHand(
  ctx: Ctx,
  caseId: string,
  choice: { practitionerRoleId: string; reason: string },
): Promise<Result<{ offerId: string }, DispatchRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const search = await store.lockSearch(tx, caseId);
    const found = await lockCase(tx, caseId);
    if (!search || found?.status !== "dispatching") return refuse("case_not_open");
    const [role] = await findRoles(tx, [choice.practitionerRoleId]);
    if (!role || role.status !== "active") return refuse("expert_not_found");
    if (role.personId === null) return refuse("expert_has_no_account");
    const { agreements } = await inviterOf(tx, found.institutionId);
    const agreement = agreements.find((one) => one.performerOrganizationId === role.institutionId);
    if (!agreement && role.institutionId !== found.institutionId) return refuse("no_agreement");
    const offers = await store.listOffersOfCase(tx, caseId);
    if (
      offers.some(
        (o) => o.practitionerRoleId === role.practitionerRoleId && ["sent", "seen"].includes(o.status),
      )
    )
      return refuse("already_asked");
    await withdrawOffers(tx, found, "dispatcher_chose_other");
    const offerId = await sendOffer(tx, found, {
      ring: "dispatcher",
      attempt: offers.length + 1,
      decisionId: search.decisionId,
      to: { ...role, personId: role.personId, agreementId: agreement?.agreementId ?? null },
      grounds: { dispatcherReason: choice.reason },
      by: himself(ctx),
    });
    await store.saveSearch(tx, caseId, {
      status: "running",
      ring: "dispatcher",
      attempts: offers.length + 1,
      backup: null,
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
  reason: string,
): Promise<Result<null, DispatchRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const search = await store.lockSearch(tx, caseId);
    const found = await lockCase(tx, caseId);
    if (!search || found?.status !== "accepted") return refuse("not_accepted");
    const accepted = (await store.listOffersOfCase(tx, caseId)).find((offer) => offer.status === "accepted");
    if (!accepted || !(await store.takeBackOffer(tx, accepted.id, "taken_back")))
      return refuse("not_accepted");
    // Told before his access ends, so that the page he may have open hears of it.
    await addTimelineEntry(tx, found.id, {
      kind: "dispatch.taken-back",
      actor: himself(ctx),
      details: { expertName: accepted.expertName, reason },
    });
    await endAccess(tx, { caseId: found.id, personId: accepted.personId, basis: "assignment" });
    await handOver(tx, found, "taken_back");
    await announceSearch(tx, found, [accepted.personId]);
    await auditAct(tx, ctx, {
      action: "dispatch.take-back",
      subjectKind: "offer",
      subjectId: accepted.id,
      caseId: found.id,
      caseInstitutionId: found.institutionId,
      details: { reason },
    });
    return ok(null);
  });
}
