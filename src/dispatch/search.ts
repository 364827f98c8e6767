import { randomUUID } from "node:crypto";
import {
  addTimelineEntry,
  type CaseRecord,
  endAccess,
  findCase,
  grantAccess,
  lockCase,
  moveCase,
  setNextStep,
  systemActor as system,
} from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import {
  type Candidate,
  findLatestDecision,
  judgeRole,
  type MatchFacts,
  rankForCase,
  standingFeedback,
} from "../matching/index.js";
import { notify } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import { cancelJob, schedule } from "../platform/jobs.js";
import { announce } from "../platform/live.js";
import { publish } from "../platform/outbox.js";
import { clockFor } from "../triage/index.js";
import { nextStep, searchPolicy } from "./domain/next-step.js";
import type { Ring } from "./domain/offer.js";
import { standsAside } from "./domain/stands-aside.js";
import * as store from "./store.js";

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

/** Load, answers and history of every role, for a request of this level that nobody has been asked about yet. */
export async function poolFacts(tx: Tx, level: UrgencyLevel): Promise<MatchFacts> {
  const responses = await store.readResponses(tx);
  return {
    loadByRole: new Map(responses.map((r) => [r.roleId, { today: r.today, thisWeek: r.thisWeek }])),
    responseStats: new Map(
      responses.map((r) => [
        r.roleId,
        { offers: r.offers, accepted: r.accepted, medianMinutes: r.medianMinutes },
      ]),
    ),
    consultHistory: await store.readPastConsults(tx),
    excludedRoles: new Map(),
    historyMonths: 18,
    answerWithinMinutes: clockFor(level).offerMinutes,
  };
}

export const levelOf = (found: CaseRecord): UrgencyLevel => found.urgencyLevel ?? "I";

/** Tells the open pages of everyone concerned that the search has moved. */
export async function announceSearch(
  tx: Tx,
  found: CaseRecord,
  persons: readonly string[] = [],
): Promise<void> {
  await announce(tx, { topic: "board", id: found.id, audience: { platform: true } });
  if (persons.length > 0) await announce(tx, { topic: "offers", id: found.id, audience: { persons } });
}

/** Begins the search of a triaged case: ranks, stores the decision, sends the first offer. Telling it twice does nothing. */
export async function beginSearch(tx: Tx, caseId: string): Promise<void> {
  const found = await findCase(tx, caseId);
  if (found?.status !== "triaged") return;
  const level = levelOf(found);
  const dueAt = addMinutes(found.submittedAt ?? tx.now, clockFor(level).acceptMinutes);
  const { decisionId, ranking } = await rankForCase(tx, found.id, await matchFacts(tx, found));
  if (!(await store.openSearch(tx, caseId, decisionId))) return;
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
  await sendNextOffer(tx, caseId);
}

/**
 * Sends the offer to whoever is next, or hands the case to the dispatcher. The caller holds the search's lock, or has
 * just opened it. Nothing happens unless the search is running.
 */
export async function sendNextOffer(tx: Tx, caseId: string): Promise<void> {
  const search = await store.lockSearch(tx, caseId);
  const found = await lockCase(tx, caseId);
  if (!search || !found || search.status !== "running" || found.status !== "dispatching") return;
  const candidates = await candidatesOf(tx, found);
  const offers = await store.listOffersOfCase(tx, caseId);
  const step = nextStep(
    candidates,
    found.namedPractitionerRoleId,
    new Set([
      ...offers.filter((offer) => offer.sentAt >= search.startedAt).map((offer) => offer.practitionerRoleId),
      ...(await standingFeedback(tx, caseId)).keys(),
    ]),
    levelOf(found),
  );
  if (step.step === "hand_over") return handOver(tx, found, step.reason);
  await sendOffer(tx, found, {
    ring: step.ring,
    attempt: offers.length + 1,
    decisionId: search.decisionId,
    to: step.to,
    grounds: { score: step.to.score, reasons: step.to.reasons, policyVersion: searchPolicy.version },
  });
  await store.saveSearch(tx, caseId, {
    ring: step.ring,
    attempts: offers.length + 1,
    backup: step.backup,
  });
}

/** The ranking's list, with the expert the doctor named even when he stands further down, if he may be asked at all. */
async function candidatesOf(tx: Tx, found: CaseRecord): Promise<readonly Candidate[]> {
  const candidates = (await findLatestDecision(tx, found.id))?.candidates ?? [];
  const named = found.namedPractitionerRoleId;
  if (named === null || candidates.some((candidate) => candidate.practitionerRoleId === named))
    return candidates;
  const judged = await judgeRole(tx, found.id, named, await matchFacts(tx, found));
  return judged.status === "ranked" ? [judged.candidate, ...candidates] : candidates;
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
    ring: Ring;
    attempt: number;
    decisionId: string | null;
    to: Askable;
    grounds: Parameters<typeof store.addOffer>[1]["grounds"];
    by?: { personId: string; label: string };
  },
): Promise<string> {
  const id = randomUUID();
  const level = levelOf(found);
  const expiresAt: Instant = addMinutes(tx.now, clockFor(level).offerMinutes);
  const { to } = offer;
  await store.addOffer(tx, {
    id,
    caseId: found.id,
    ring: offer.ring,
    attempt: offer.attempt,
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

/** The last ring: the case goes to a person, who is told why. */
export async function handOver(
  tx: Tx,
  found: CaseRecord,
  reason: "no_candidate" | "all_declined" | "enough_tried" | "taken_back",
): Promise<void> {
  await store.saveSearch(tx, found.id, {
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

/** Ends every open offer of the case but `except`, with the reason those experts are shown. */
export async function withdrawOffers(
  tx: Tx,
  found: CaseRecord,
  code: string,
  except?: string,
): Promise<void> {
  for (const offer of await store.listOffersOfCase(tx, found.id)) {
    if (offer.id === except || !(await store.endOffer(tx, offer.id, { status: "withdrawn", code }))) continue;
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
