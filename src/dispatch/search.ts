import { randomUUID } from "node:crypto";
import {
  addTimelineEntries,
  addTimelineEntry,
  type CaseRecord,
  endAccess,
  findCases,
  grantAccesses,
  moveCase,
  moveCases,
  setNextStep,
  systemActor as system,
} from "../cases/index.js";
import { groupBy } from "../kernel/collections.js";
import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { listStandingFeedback, type MatchFacts, rankSeats } from "../matching/index.js";
import { notify, notifyAll } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import { cancelJobs, scheduleAll } from "../platform/jobs.js";
import { announceAll, type LiveMessage } from "../platform/live.js";
import { publish } from "../platform/outbox.js";
import { clockFor } from "../triage/index.js";
import type { HandOverReason } from "./domain/plan-types.js";
import type { RingName } from "./domain/policy/dispatch-policy.js";
import { standsAside } from "./domain/stands-aside.js";
import { levelOf } from "./level-of.js";
import { firstLookAt, remindJob, timersOf } from "./offer-timers.js";
import { poolFactsByLevel, type Seen, seeVersions } from "./pool-facts.js";
import { panelPlanJob, planJob, requestPanelPlan, requestPlan } from "./request-plan.js";
import * as store from "./store/index.js";

/** What the ranking cannot know by itself: load, answers and history of each role, and who was asked in this case. */
export async function matchFacts(tx: Tx, found: CaseRecord): Promise<MatchFacts> {
  const facts = (await matchFactsOf(tx, [found])).get(found.id);
  if (!facts) throw new Error(`no facts for case ${found.id}`);
  return facts;
}

/** {@link matchFacts} of many cases, by case. */
async function matchFactsOf(
  tx: Tx,
  cases: readonly CaseRecord[],
  seen?: Seen,
): Promise<Map<string, MatchFacts>> {
  const caseIds = cases.map(({ id }) => id);
  const [unsuitable, all, factsFor] = await Promise.all([
    listStandingFeedback(tx, caseIds),
    store.listOffersOfCases(tx, caseIds),
    poolFactsByLevel(tx, seen),
  ]);
  const offers = groupBy(all, (offer): string => offer.caseId);
  const answers = new Map<string, MatchFacts>();
  for (const found of cases) {
    const excludedRoles = new Map<string, "already_declined" | "offer_lapsed" | "found_unsuitable">();
    for (const role of unsuitable.get(found.id) ?? []) excludedRoles.set(role, "found_unsuitable");
    for (const offer of offers.get(found.id) ?? []) {
      const reason = standsAside(offer, found.submittedAt);
      if (reason !== undefined) excludedRoles.set(offer.practitionerRoleId, reason);
    }
    answers.set(found.id, { ...factsFor(levelOf(found)), excludedRoles });
  }
  return answers;
}

/** Tells the open pages of everyone concerned that the search has moved. */
export const announceSearch = (tx: Tx, found: CaseRecord, persons: readonly string[] = []): Promise<void> =>
  announceAll(tx, searchHints(found.id, persons));

const searchHints = (caseId: string, persons: readonly string[]): LiveMessage[] => [
  { topic: "board", id: caseId, audience: { platform: true } },
  ...(persons.length > 0 ? [{ topic: "offers" as const, id: caseId, audience: { persons } }] : []),
];

/**
 * Begins the searches of triaged cases: ranks, stores the decisions, and asks for a plan that sends the first offers. Telling
 * it twice does nothing.
 */
export async function beginSearches(tx: Tx, caseIds: readonly string[]): Promise<void> {
  const [records, seen] = await Promise.all([findCases(tx, caseIds), seeVersions(tx)]);
  const cases = records.filter(({ status }) => status === "triaged");
  if (cases.length === 0) return;
  const facts = await matchFactsOf(tx, cases, seen);
  const asked = cases.flatMap((found) => {
    const ofCase = facts.get(found.id);
    const specialties = found.panelSpecialtyCodes.length > 0 ? found.panelSpecialtyCodes : [null];
    if (!ofCase) throw new Error(`no facts for case ${found.id}`);
    return specialties.map((specialtyCode, i) => ({
      caseId: found.id,
      facts: ofCase,
      number: i + 1,
      specialtyCode,
    }));
  });
  const ranked = await rankSeats(tx, asked, seen);
  const opened = await store.openSearches(tx, ranked);
  const moved = await moveCases(
    tx,
    "dispatching",
    ["triaged"],
    cases.flatMap((found) =>
      opened.has(found.id)
        ? [{ caseId: found.id, nextActor: "expert" as const, dueAt: clockOf(tx, found) }]
        : [],
    ),
  );
  const begun = cases.filter((found) => moved.has(found.id));
  const firstOf = new Map(ranked.flatMap((one) => (one.number === 1 ? [[one.caseId, one] as const] : [])));
  await addTimelineEntries(
    tx,
    begun.flatMap(({ id }) => {
      const first = firstOf.get(id);
      if (!first) return [];
      const { considered, candidates } = first.ranking;
      const details = {
        decisionId: first.decisionId,
        considered,
        candidates: candidates.slice(0, 3).map(({ name }) => name),
      };
      return [{ caseId: id, kind: "matching.ranked", actor: system, details }];
    }),
  );
  await scheduleAll(
    tx,
    begun.flatMap((found) => [
      { kind: "dispatch.clock-ran-out", subjectId: found.id, dueAt: clockOf(tx, found) },
      found.panelSpecialtyCodes.length > 0 ? panelPlanJob(found.id, tx.now) : planJob(found.id, tx.now),
    ]),
  );
}

/** Until when somebody should have accepted. */
const clockOf = (tx: Tx, found: CaseRecord): Instant =>
  addMinutes(found.submittedAt ?? tx.now, clockFor(levelOf(found)).acceptMinutes);

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

/** An offer to be sent. */
export interface OfferToSend {
  readonly ring: RingName;
  readonly attempt: number;
  readonly seat: number;
  readonly line: number;
  readonly planId: string | null;
  readonly decisionId: string | null;
  readonly to: Askable;
  readonly grounds: store.NewOffer["grounds"];
  /** When it lapses; after the level's time for an answer when not given. */
  readonly expiresAt?: Instant;
  readonly by?: { readonly personId: string; readonly label: string };
}

/** Writes one offer with everything that belongs to it: access to look at it, expiry, timeline, notice, live hint. */
export async function sendOffer(tx: Tx, found: CaseRecord, offer: OfferToSend): Promise<string> {
  const [id] = await sendOffers(tx, [{ ...offer, found }]);
  if (id === undefined) throw new Error("an offer was not sent");
  return id;
}

/** {@link sendOffer} for offers of many cases, with the same few statements for any number. Their ids, in the order given. */
export async function sendOffers(
  tx: Tx,
  offers: readonly (OfferToSend & { readonly found: CaseRecord })[],
): Promise<string[]> {
  const made = offers.map(({ found, ...offer }) => {
    const level = levelOf(found);
    const expiresAt = offer.expiresAt ?? addMinutes(tx.now, clockFor(level).offerMinutes);
    return { ...offer, found, level, id: randomUUID(), expiresAt };
  });
  store.addOffers(
    tx,
    made.map(({ found, to, ...offer }) => ({
      ...offer,
      caseId: found.id,
      practitionerRoleId: to.practitionerRoleId,
      personId: to.personId,
      institutionId: to.institutionId,
      agreementId: to.agreementId,
      expertName: to.name,
    })),
  );
  await grantAccesses(
    tx,
    made.map(({ found, to }) => ({ caseId: found.id, personId: to.personId, basis: "offer" })),
  );
  await scheduleAll(
    tx,
    made.flatMap(({ id, expiresAt }) => [
      { kind: "dispatch.expire-offer", subjectId: id, dueAt: expiresAt },
      { kind: remindJob, subjectId: id, dueAt: firstLookAt(tx.now, expiresAt) },
    ]),
  );
  await addTimelineEntries(
    tx,
    made.map(({ found, to, id, ring, attempt, expiresAt, by, grounds }) => ({
      caseId: found.id,
      kind: "dispatch.offer-sent",
      actor: by ?? system,
      details: {
        offerId: id,
        expertName: to.name,
        institutionName: to.institutionName,
        ring,
        attempt,
        expiresAt,
        ...(grounds.dispatcherReason && { reason: grounds.dispatcherReason }),
      },
    })),
  );
  await notifyAll(
    tx,
    made.map(({ found, to, id, level, expiresAt }) => ({
      personId: to.personId,
      kind: "offer_sent",
      caseId: found.id,
      subjectId: id,
      details: { level, institutionName: found.institutionName, expiresAt },
      eventId: id,
    })),
  );
  await announceAll(
    tx,
    made.flatMap(({ found, to }) => searchHints(found.id, [to.personId])),
  );
  return made.map(({ id }) => id);
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

/** Ends the open offers of the case, or of one of its seats, with the reason those experts are shown. The offers as they were before. */
export async function withdrawOffers(
  tx: Tx,
  found: CaseRecord,
  code: string,
  which: (offer: store.StoredOffer) => boolean = () => true,
): Promise<readonly store.StoredOffer[]> {
  const offers = await store.listOffersOfCase(tx, found.id);
  for (const offer of offers) {
    if (
      !isOpen(offer) ||
      !which(offer) ||
      !(await store.endOffer(tx, offer.id, { status: "withdrawn", code }))
    )
      continue;
    await cancelJobs(tx, timersOf(offer.id));
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
  return offers;
}

const isOpen = ({ status }: store.StoredOffer): boolean => status === "sent" || status === "seen";
