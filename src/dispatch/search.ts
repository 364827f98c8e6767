import { randomUUID } from "node:crypto";
import {
  addTimelineEntry,
  type CaseRecord,
  endAccess,
  findCase,
  grantAccess,
  moveCase,
  setNextStep,
  systemActor as system,
} from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { type MatchFacts, rankForCase, standingFeedback } from "../matching/index.js";
import { notify } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import { cancelJob, schedule } from "../platform/jobs.js";
import { announce } from "../platform/live.js";
import { publish } from "../platform/outbox.js";
import { clockFor } from "../triage/index.js";
import type { HandOverReason } from "./domain/plan-types.js";
import type { RingName } from "./domain/policy/dispatch-policy.js";
import { standsAside } from "./domain/stands-aside.js";
import { levelOf } from "./level-of.js";
import { poolFacts } from "./pool-facts.js";
import { requestPanelPlan, requestPlan } from "./request-plan.js";
import * as store from "./store/index.js";

/** What the ranking cannot know by itself: load, answers and history of each role, and who was asked in this case. */
export async function matchFacts(tx: Tx, found: CaseRecord): Promise<MatchFacts> {
  const excludedRoles = new Map<string, "already_declined" | "offer_lapsed" | "found_unsuitable">();
  for (const role of (await standingFeedback(tx, found.id)).keys())
    excludedRoles.set(role, "found_unsuitable");
  for (const offer of await store.listOffersOfCase(tx, found.id)) {
    const reason = standsAside(offer, found.submittedAt);
    if (reason !== undefined) excludedRoles.set(offer.practitionerRoleId, reason);
  }
  return { ...(await poolFacts(tx, levelOf(found))), excludedRoles };
}

/** Tells the open pages of everyone concerned that the search has moved. */
export async function announceSearch(
  tx: Tx,
  found: CaseRecord,
  persons: readonly string[] = [],
): Promise<void> {
  await announce(tx, { topic: "board", id: found.id, audience: { platform: true } });
  if (persons.length > 0) await announce(tx, { topic: "offers", id: found.id, audience: { persons } });
}

/**
 * Begins the search of a triaged case: ranks, stores the decision, and asks for a plan that sends the first offers. Telling
 * it twice does nothing.
 */
export async function beginSearch(tx: Tx, caseId: string): Promise<void> {
  const found = await findCase(tx, caseId);
  if (found?.status !== "triaged") return;
  const dueAt = addMinutes(found.submittedAt ?? tx.now, clockFor(levelOf(found)).acceptMinutes);
  const facts = await matchFacts(tx, found);
  const [first = null, ...others] = found.panelSpecialtyCodes;
  const { decisionId, ranking } = await rankForCase(tx, found.id, facts, { number: 1, specialtyCode: first });
  if (!(await store.openSearch(tx, caseId, { number: 1, specialtyCode: first, decisionId }))) return;
  for (const [i, specialtyCode] of others.entries()) {
    const seat = { number: i + 2, specialtyCode };
    const ranked = await rankForCase(tx, found.id, facts, seat);
    await store.openSearch(tx, caseId, { ...seat, decisionId: ranked.decisionId });
  }
  if (!(await moveCase(tx, found.id, "dispatching", { from: ["triaged"], nextActor: "expert", dueAt })))
    return;
  await addTimelineEntry(tx, found.id, {
    kind: "matching.ranked",
    actor: system,
    details: {
      decisionId,
      considered: ranking.considered,
      candidates: ranking.candidates.slice(0, 3).map((candidate) => candidate.name),
    },
  });
  await schedule(tx, { kind: "dispatch.clock-ran-out", subjectId: caseId, dueAt });
  await (first === null ? requestPlan(tx, caseId) : requestPanelPlan(tx, caseId));
}

/** The seat wants an offer again: somebody declined, or an offer has lapsed. Nothing happens unless its search is running. */
export async function wantOffer(tx: Tx, caseId: string, seat: number): Promise<void> {
  const search = (await store.lockSearches(tx, caseId)).find((one) => one.seat === seat);
  if (search?.status !== "running") return;
  await store.saveSearch(tx, caseId, seat, { lookAt: tx.now });
  await (search.specialtyCode === null ? requestPlan(tx, caseId) : requestPanelPlan(tx, caseId));
}

/** A candidate with the account that can be asked, and the agreement that lets him be. */
export interface Askable {
  readonly practitionerRoleId: string;
  readonly name: string;
  readonly institutionName: string;
  readonly personId: string;
  readonly institutionId: string;
  readonly agreementId: string | null;
}

/** Writes one offer with everything that belongs to it: access to look at it, expiry, timeline, notice, live hint. */
export async function sendOffer(
  tx: Tx,
  found: CaseRecord,
  offer: {
    ring: RingName;
    attempt: number;
    seat: number;
    line: number;
    planId: string | null;
    decisionId: string | null;
    to: Askable;
    grounds: Parameters<typeof store.addOffer>[1]["grounds"];
    /** When it lapses; after the level's time for an answer when not given. */
    expiresAt?: Instant;
    by?: { personId: string; label: string };
  },
): Promise<string> {
  const id = randomUUID();
  const level = levelOf(found);
  const expiresAt = offer.expiresAt ?? addMinutes(tx.now, clockFor(level).offerMinutes);
  const { to } = offer;
  await store.addOffer(tx, {
    id,
    caseId: found.id,
    ring: offer.ring,
    attempt: offer.attempt,
    seat: offer.seat,
    line: offer.line,
    planId: offer.planId,
    practitionerRoleId: to.practitionerRoleId,
    personId: to.personId,
    institutionId: to.institutionId,
    agreementId: to.agreementId,
    expertName: to.name,
    decisionId: offer.decisionId,
    grounds: offer.grounds,
    expiresAt,
  });
  await grantAccess(tx, { caseId: found.id, personId: to.personId, basis: "offer" });
  await schedule(tx, { kind: "dispatch.expire-offer", subjectId: id, dueAt: expiresAt });
  await addTimelineEntry(tx, found.id, {
    kind: "dispatch.offer-sent",
    actor: offer.by ?? system,
    details: {
      offerId: id,
      expertName: to.name,
      institutionName: to.institutionName,
      ring: offer.ring,
      attempt: offer.attempt,
      expiresAt,
      ...(offer.grounds.dispatcherReason && { reason: offer.grounds.dispatcherReason }),
    },
  });
  await notify(tx, {
    personId: to.personId,
    kind: "offer_sent",
    caseId: found.id,
    subjectId: id,
    details: { level, institutionName: found.institutionName, expiresAt },
    eventId: id,
  });
  await announceSearch(tx, found, [to.personId]);
  return id;
}

/** The last ring: the seat goes to a person, who is told why. */
export async function handOver(
  tx: Tx,
  found: CaseRecord,
  reason: HandOverReason | "taken_back" | "no_common_time",
  seat: number,
): Promise<void> {
  await store.saveSearch(tx, found.id, seat, {
    status: "with_dispatcher",
    ring: "dispatcher",
    backup: null,
    reasonCode: reason,
  });
  const step = { nextActor: "dispatcher", dueAt: found.dueAt } as const;
  if (!(await moveCase(tx, found.id, "dispatching", { ...step, from: ["accepted"] })))
    await setNextStep(tx, found.id, { ...step, statuses: ["dispatching"] });
  await addTimelineEntry(tx, found.id, { kind: "dispatch.handed-over", actor: system, details: { reason } });
  await publish(tx, { topic: "dispatch.handed-over", subjectId: found.id, payload: { reason } });
  await announceSearch(tx, found);
}

/** Ends the open offers of the case, or of one of its seats, with the reason those experts are shown. */
export async function withdrawOffers(
  tx: Tx,
  found: CaseRecord,
  code: string,
  which: (offer: store.StoredOffer) => boolean = () => true,
): Promise<void> {
  for (const offer of await store.listOffersOfCase(tx, found.id)) {
    if (!which(offer) || !(await store.endOffer(tx, offer.id, { status: "withdrawn", code }))) continue;
    await cancelJob(tx, "dispatch.expire-offer", offer.id);
    await endAccess(tx, { caseId: found.id, personId: offer.personId, basis: "offer" });
    await addTimelineEntry(tx, found.id, {
      kind: "dispatch.offer-withdrawn",
      actor: system,
      details: { offerId: offer.id, expertName: offer.expertName, code },
    });
    await notify(tx, {
      personId: offer.personId,
      kind: "offer_withdrawn",
      caseId: found.id,
      subjectId: offer.id,
      details: { code },
      eventId: offer.id,
    });
    await announceSearch(tx, found, [offer.personId]);
  }
}
