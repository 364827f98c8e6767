import { randomInt } from "node:crypto";
import { systemActor as system, addTimelineEntry, lockCase } from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import { absorbDueJobs } from "../platform/jobs.js";
import { planByPolicy } from "./domain/plan-by-policy.js";
import type { OpeningPlan, PlannedOffer } from "./domain/plan-types.js";
import type { DispatchPolicy } from "./domain/policy/dispatch-policy.js";
import { noteShadow } from "./lab/note-shadow.js";
import { policiesFor, policyInForce } from "./lab/policy-of-case.js";
import { requestPlan } from "./request-plan.js";
import { readWorld, type WaitingSeat } from "./read-world.js";
import { announceSearch, handOver, sendOffer } from "./search.js";
import * as store from "./store/index.js";

/** Seats looked at in one plan; with more than that waiting the longest waiting go first, and the rest a moment later. */
const seatsPerPlan = 2000;

/** A seat that somebody held while the others were planned is looked at again after a second. */
const leftOutMinutes = 1 / 60;

/** A number in [0, 1) that nobody can foresee: it decides among equals only. */
const chance = (): number => randomInt(2 ** 32) / 2 ** 32;

/**
 * Looks at all seats that want an offer at once and sends what is best for all of them together. One node plans at a
 * time; seats are locked, so that an answer and a plan never act on the same one. The plan, what it saw and its proof are
 * stored in the transaction that sends the offers. Each case goes by the policy that is in force for it; one that is only
 * watched plans as well, and what it would have done is stored beside.
 */
export async function runPlan(tx: Tx): Promise<void> {
  await store.lockPlanning(tx);
  await absorbDueJobs(tx, "dispatch.plan");
  const searches = await store.lockSeatsToPlan(tx, "single", seatsPerPlan);
  for (const caseId of await store.listCasesLeftOut(tx, searches))
    await requestPlan(tx, caseId, addMinutes(tx.now, leftOutMinutes));
  if (searches.length === 0) return;
  const { seats, world } = await readWorld(tx, searches);
  const inForce = await policyInForce(tx);
  const policies = await policiesFor(
    tx,
    seats.map(({ found }) => found.id),
    inForce,
  );
  const policyOf = new Map(
    seats.map(({ found, opening }) => [opening.id, policies.get(found.id) ?? inForce.standing]),
  );
  const began = performance.now();
  const plan = planByPolicy(world, ({ id }) => policyOf.get(id) ?? inForce.standing, chance);
  const solveMs = performance.now() - began;
  const planOf = new Map(plan.openings.map((one) => [one.openingId, one]));
  const policyVersion = [...new Set([...policyOf.values()].map((policy) => policy.version))].join("+");
  const planId = await store.addPlan(tx, { policyVersion, ...plan.certificate, solveMs });
  const pairings: store.NewPairing[] = [];
  for (const seat of seats) {
    const decided = planOf.get(seat.opening.id);
    const policy = policyOf.get(seat.opening.id);
    if (decided && policy) pairings.push(await act(tx, seat, decided, planId, policy));
  }
  await store.addPairings(tx, planId, pairings);
  await noteShadow(tx, inForce, world, plan, planId);
}

/** Does what the plan decided for one seat. */
async function act(
  tx: Tx,
  seat: WaitingSeat,
  decided: OpeningPlan,
  planId: string,
  policy: DispatchPolicy,
): Promise<store.NewPairing> {
  const { search, opening, rankedByRole } = seat;
  const details = {
    level: opening.level,
    waitedMinutes: opening.waitedMinutes,
    considered: decided.considered,
    offers: [] as (PlannedOffer & { offerId: string })[],
    backupRoleId: decided.backupRoleId,
    waitMinutes: decided.waitMinutes,
    handOver: decided.handOver,
  };
  const pairing = { caseId: search.caseId, seat: search.seat, openRing: decided.openRing, details };
  const found = await lockCase(tx, search.caseId);
  if (found?.status !== "dispatching") return { ...pairing, step: "waits" };
  if (decided.handOver !== null) {
    await handOver(tx, found, decided.handOver, search.seat);
    return { ...pairing, step: "handed_over" };
  }
  let attempt = seat.search.attempts;
  for (const offer of decided.offers) {
    const to = rankedByRole.get(offer.roleId);
    if (!to) continue;
    attempt++;
    const offerId = await sendOffer(tx, found, {
      ring: offer.ring,
      attempt,
      seat: search.seat,
      line: offer.line,
      planId,
      decisionId: search.decisionId,
      to,
      grounds: { score: to.score, reasons: to.reasons, policyVersion: policy.version },
    });
    details.offers.push({ ...offer, offerId });
  }
  const backup = decided.backupRoleId === null ? undefined : rankedByRole.get(decided.backupRoleId);
  const alive = opening.liveOffers + details.offers.length;
  const lookAt = nextLook(tx, decided, alive, policy.levels[opening.level].parallelOffers);
  const last = decided.offers.at(-1);
  await store.saveSearch(tx, search.caseId, search.seat, {
    attempts: attempt,
    backup: backup ?? null,
    lookAt,
    ...(last && { ring: last.ring }),
  });
  if (lookAt !== null) await requestPlan(tx, search.caseId, lookAt);
  if (decided.waitMinutes !== null && search.reasonCode !== "waits_for_expert") {
    await store.saveSearch(tx, search.caseId, search.seat, { reasonCode: "waits_for_expert" });
    await addTimelineEntry(tx, search.caseId, {
      kind: "dispatch.waits",
      actor: system,
      details: { ring: decided.openRing, until: addMinutes(tx.now, decided.waitMinutes) },
    });
    await announceSearch(tx, found);
  } else if (details.offers.length > 0 && search.reasonCode === "waits_for_expert")
    await store.saveSearch(tx, search.caseId, search.seat, { reasonCode: null });
  return { ...pairing, step: details.offers.length > 0 ? "asked" : "waits" };
}

/** When the seat is looked at again without anything happening meanwhile; null: only an answer or a lapse calls for it. */
function nextLook(tx: Tx, decided: OpeningPlan, alive: number, wanted: number) {
  if (decided.waitMinutes !== null) return addMinutes(tx.now, decided.waitMinutes);
  // Fewer are asked than the level wants at a time: somebody may become free before those have answered.
  return alive > 0 && alive < wanted ? addMinutes(tx.now, 1) : null;
}
