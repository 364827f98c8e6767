import {
  addTimelineEntry,
  type CaseRecord,
  endAccess,
  findCase,
  grantAccess,
  lockCase,
  moveCase,
} from "../cases/index.js";
import { auditAct, type Ctx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { addMinutes, minutesBetween } from "../kernel/time.js";
import { noteSubjectSeen, notify } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import { cancelJobs } from "../platform/jobs.js";
import { publish } from "../platform/outbox.js";
import { clockFor } from "../triage/index.js";
import { acrossTenantsByKey, type DispatchRefusal, himself } from "./across-tenants.js";
import { mayAnswer } from "./domain/accept-offer.js";
import { levelOf } from "./level-of.js";
import { bookMeeting } from "./meeting.js";
import { timersOf } from "./offer-timers.js";
import { announceSearch, wantOffer, withdrawOffers } from "./search.js";
import { noLongerEligible } from "./still-eligible.js";
import * as store from "./store/index.js";
import { tellOfferEnded } from "./tell-ends.js";

/**
 * 接诊: the expert takes the case with one tap. One acceptance per case holds by lock, compare-and-set and unique index;
 * whoever comes second is told why in the offer's own state.
 * @param first what must hold besides, in the same transaction; its refusal stands before all others.
 */
export async function acceptOffer<E extends string = never>(
  ctx: Ctx,
  offerId: string,
  first?: (tx: Tx) => Promise<Result<unknown, E>>,
): Promise<Result<{ caseId: string }, DispatchRefusal | E>> {
  return acrossTenantsByKey(ctx, async (tx) => {
    const may = await first?.(tx);
    if (may?.ok === false) return may;
    const { searches, offer } = await store.lockOffer(tx, offerId);
    const found = offer && (await lockCase(tx, offer.caseId));
    if (searches.length === 0 || !found) return refuse("offer_not_found");
    const allowed = mayAnswer(offer, ctx.actor.personId, tx.now);
    if (!allowed.ok) return allowed;
    if (found.status !== "dispatching") return refuse("case_not_open");
    const hindrance = await noLongerEligible(tx, found, offer);
    if (hindrance !== undefined) {
      await withdrawOffers(tx, found, hindrance, (one) => one.id === offer.id);
      await wantOffer(tx, found.id, offer.seat);
      return refuse(hindrance);
    }
    if (!(await store.endOffer(tx, offer.id, { status: "accepted" }))) return refuse("offer_expired");
    const isComplete = searches.every((one) => one.seat === offer.seat || one.status === "assigned");
    await cancelJobs(tx, [
      ...timersOf(offer.id),
      ...(isComplete ? [{ kind: "dispatch.clock-ran-out", subjectId: found.id }] : []),
    ]);
    await noteSubjectSeen(tx, offer.personId, offer.id);
    await endAccess(tx, { caseId: found.id, personId: offer.personId, basis: "offer" });
    await grantAccess(tx, { caseId: found.id, personId: offer.personId, basis: "assignment" });
    const offers = await withdrawOffers(
      tx,
      found,
      "answered_by_other",
      (one) => one.seat === offer.seat || one.personId === offer.personId,
    );
    await store.saveSearch(tx, found.id, offer.seat, { status: "assigned", backup: null, reasonCode: null });
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
    await announceSearch(tx, found, [offer.personId]);
    await Promise.all([
      isComplete ? seatsFilled(tx, found, offers) : undefined,
      notify(tx, {
        personId: found.requesterPersonId,
        kind: "case_accepted",
        caseId: found.id,
        subjectId: offer.id,
        details: { expertName: offer.expertName, institutionName: ctx.actor.institutionName },
        eventId: offer.id,
      }),
      auditAct(tx, ctx, {
        action: "offer.accept",
        subjectKind: "offer",
        subjectId: offer.id,
        caseId: found.id,
        caseInstitutionId: found.institutionId,
      }),
    ]);
    return ok({ caseId: found.id });
  });
}

/**
 * Every seat has its expert: the case is theirs, and the clock to the opinion runs. The first seat's expert writes it; a panel's
 * time is booked.
 */
async function seatsFilled(tx: Tx, found: CaseRecord, offers: readonly store.StoredOffer[]): Promise<void> {
  const dueAt = addMinutes(found.submittedAt ?? tx.now, clockFor(levelOf(found)).opinionMinutes);
  if (!(await moveCase(tx, found.id, "accepted", { from: ["dispatching"], nextActor: "expert", dueAt })))
    throw new Error(`case ${found.id} left dispatching while its search was locked`);
  const accepted = offers.filter(({ status }) => status === "accepted");
  const lead = accepted.find(({ seat }) => seat === 1);
  if (!lead) throw new Error(`case ${found.id} has every seat filled but the first`);
  if (found.panelSpecialtyCodes.length > 0)
    await bookMeeting(
      tx,
      found,
      accepted.map(({ personId }) => personId),
    );
  await publish(tx, {
    topic: "dispatch.accepted",
    subjectId: found.id,
    payload: {
      offerId: lead.id,
      personId: lead.personId,
      institutionId: lead.institutionId,
      practitionerRoleId: lead.practitionerRoleId,
    },
  });
}

/** 谢绝 with a coded reason; a plan that asks the next one follows at once. */
export async function declineOffer(
  ctx: Ctx,
  offerId: string,
  answer: { code: string; note: string },
): Promise<Result<null, DispatchRefusal>> {
  return acrossTenantsByKey(ctx, async (tx) => {
    const { offer } = await store.lockOffer(tx, offerId);
    const found = offer && (await lockCase(tx, offer.caseId));
    if (!found) return refuse("offer_not_found");
    const allowed = mayAnswer(offer, ctx.actor.personId, tx.now);
    if (!allowed.ok) return allowed;
    if (!(await store.endOffer(tx, offer.id, { status: "declined", ...answer })))
      return refuse("offer_expired");
    await cancelJobs(tx, timersOf(offer.id));
    await noteSubjectSeen(tx, offer.personId, offer.id);
    await endAccess(tx, { caseId: found.id, personId: offer.personId, basis: "offer" });
    await addTimelineEntry(tx, found.id, {
      kind: "dispatch.offer-declined",
      actor: himself(ctx),
      details: { offerId: offer.id, expertName: offer.expertName, code: answer.code, note: answer.note },
    });
    await tellOfferEnded(tx, offer, found, { outcome: "declined", reasonCode: answer.code });
    await announceSearch(tx, found, [offer.personId]);
    await wantOffer(tx, found.id, offer.seat);
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
  return acrossTenantsByKey(ctx, async (tx) => {
    const offer = await store.findOffer(tx, offerId);
    if (!offer) return refuse("offer_not_found");
    if (!(await store.markSeen(tx, offer.id))) return ok(null);
    await noteSubjectSeen(tx, offer.personId, offer.id);
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
