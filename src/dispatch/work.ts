import {
  addTimelineEntry,
  endAccess,
  findCase,
  listDiagnoses,
  lockCase,
  setNextStep,
  systemActor as system,
} from "../cases/index.js";
import { listPeopleWithRole } from "../identity/index.js";
import { addMinutes } from "../kernel/time.js";
import { notify } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import { ahead, alone, cancelJob, inPortions, type Job, schedule } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { clockFor } from "../triage/index.js";
import { levelOf } from "./level-of.js";
import { remindJob } from "./offer-timers.js";
import { planPanels } from "./plan-panels.js";
import { runPlan } from "./planning.js";
import { remindOffer } from "./remind-offer.js";
import { announceSearch, beginSearches, wantOffer, withdrawOffers } from "./search.js";
import * as store from "./store/index.js";
import { tellConsult, tellOfferEnded } from "./tell-ends.js";

/** An offer whose time is up: the next one is asked. An offer answered meanwhile is left alone. */
async function expireOffer(tx: Tx, job: Job): Promise<void> {
  const offer = await store.findOffer(tx, job.subjectId);
  if (!offer) return;
  await store.lockSearches(tx, offer.caseId);
  const found = await lockCase(tx, offer.caseId);
  if (!found || !(await store.endOffer(tx, offer.id, { status: "expired" }))) return;
  await endAccess(tx, { caseId: offer.caseId, personId: offer.personId, basis: "offer" });
  await addTimelineEntry(tx, offer.caseId, {
    kind: "dispatch.offer-expired",
    actor: system,
    details: { offerId: offer.id, expertName: offer.expertName },
  });
  await tellOfferEnded(tx, offer, found, { outcome: "expired" });
  await announceSearch(tx, found, [offer.personId]);
  await wantOffer(tx, offer.caseId, offer.seat);
}

/** The level's clock has run out without an expert: the search goes on, and the dispatchers are told to look. */
async function clockRanOut(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  if (found?.status !== "dispatching") return;
  await store.saveSearch(tx, found.id, "every", { reasonCode: "clock_ran_out" });
  await setNextStep(tx, found.id, {
    statuses: ["dispatching"],
    nextActor: "dispatcher",
    dueAt: found.dueAt,
  });
  await addTimelineEntry(tx, found.id, { kind: "dispatch.clock-ran-out", actor: system, details: {} });
  await tellDispatchers(tx, found.id, job.id, "clock_ran_out");
  await announceSearch(tx, found);
}

async function tellDispatchers(tx: Tx, caseId: string, eventId: string, reason: string): Promise<void> {
  for (const person of await listPeopleWithRole(tx, "dispatcher"))
    await notify(tx, {
      personId: person.personId,
      kind: "case_with_dispatcher",
      caseId,
      subjectId: caseId,
      details: { reason },
      eventId,
    });
}

/**
 * A person changed the urgency: the clocks are set anew from submission, and the case is looked at again at once, for a more
 * urgent one may ask several. Offers that are out keep their time.
 */
async function resetClock(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  if (found?.status !== "dispatching") return;
  const dueAt = addMinutes(found.submittedAt ?? tx.now, clockFor(levelOf(found)).acceptMinutes);
  await setNextStep(tx, found.id, {
    statuses: ["dispatching"],
    nextActor: found.nextActor ?? "expert",
    dueAt,
  });
  await schedule(tx, { kind: "dispatch.clock-ran-out", subjectId: found.id, dueAt });
  // A panel keeps the time it was asked for.
  for (const { seat, specialtyCode } of await store.lockSearches(tx, found.id))
    if (specialtyCode === null) await wantOffer(tx, found.id, seat);
  await announceSearch(tx, found);
}

/** A cancelled case leaves no open offer behind. */
async function stopSearch(tx: Tx, job: Job): Promise<void> {
  const searches = await store.lockSearches(tx, job.subjectId);
  const found = await lockCase(tx, job.subjectId);
  if (!found || searches.every((search) => search.status === "stopped")) return;
  await withdrawOffers(tx, found, "case_cancelled");
  await store.saveSearch(tx, found.id, "every", { status: "stopped", backup: null });
  await cancelJob(tx, "dispatch.clock-ran-out", found.id);
  await announceSearch(tx, found);
}

/** A finished consultation becomes part of what the ranking knows of the expert. */
async function rememberConsult(tx: Tx, job: Job): Promise<void> {
  const accepted = (await store.listOffersOfCase(tx, job.subjectId)).find(
    (offer) => offer.status === "accepted",
  );
  const decision = job.payload.decision;
  if (!accepted || (decision !== "adopted" && decision !== "partly_adopted" && decision !== "not_adopted"))
    return;
  const codes = (await listDiagnoses(tx, accepted.caseId)).flatMap((one) =>
    one.code === null ? [] : [one.code],
  );
  const found = await findCase(tx, accepted.caseId);
  const consult = {
    caseId: accepted.caseId,
    practitionerRoleId: accepted.practitionerRoleId,
    diagnosisCodes: codes,
    specialtyCode: found?.wantedSpecialtyCode ?? null,
    decision,
    closedAt: tx.now,
  } as const;
  await store.addPastConsult(tx, consult);
  if (found) await tellConsult(tx, { ...consult, urgencyLevel: levelOf(found) });
}

/** Cases ranked in one transaction; each takes some ten milliseconds, and the first waits for the last. */
const rankedTogether = 12;

export const dispatchWork: ModuleWork = {
  jobs: {
    "dispatch.expire-offer": ahead(expireOffer),
    [remindJob]: ahead(remindOffer),
    "dispatch.clock-ran-out": clockRanOut,
    "dispatch.plan": alone((tx) => runPlan(tx)),
    "dispatch.plan-panel": alone((tx) => planPanels(tx)),
  },
  subscribers: {
    "triage.assessed": ahead(
      inPortions(
        (tx, jobs) =>
          beginSearches(
            tx,
            jobs.map(({ subjectId }) => subjectId),
          ),
        rankedTogether,
      ),
    ),
    "triage.overridden": ahead(resetClock),
    "cases.cancelled": ahead(stopSearch),
    "dispatch.handed-over": (tx, job) =>
      tellDispatchers(tx, job.subjectId, String(job.payload.eventId), String(job.payload.reason)),
    "consultation.closed": rememberConsult,
  },
};
