import { randomInt } from "node:crypto";
import {
  addTimelineEntries,
  type CaseRecord,
  lockCases,
  systemActor as system,
  type TimelineFact,
} from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { absorbDueJobs, scheduleAll } from "../platform/jobs.js";
import { planByPolicy } from "./domain/plan-by-policy.js";
import type { HandOverReason, OpeningPlan, PlannedOffer } from "./domain/plan-types.js";
import type { DispatchPolicy } from "./domain/policy/dispatch-policy.js";
import { noteShadow } from "./lab/note-shadow.js";
import { policiesFor, policyInForce } from "./lab/policy-of-case.js";
import { planJob } from "./request-plan.js";
import { readWorld, type WaitingSeat } from "./read-world.js";
import { announceSearch, handOver, type OfferToSend, sendOffers } from "./search.js";
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
  store.lockPlanning(tx);
  absorbDueJobs(tx, "dispatch.plan");
  const { searches, leftOut } = await store.lockSingleSeats(tx, seatsPerPlan);
  await scheduleAll(
    tx,
    leftOut.map((caseId) => planJob(caseId, addMinutes(tx.now, leftOutMinutes))),
  );
  if (searches.length === 0) return;
  const [{ seats, world }, inForce] = await Promise.all([readWorld(tx, searches), policyInForce(tx)]);
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
  const planId = store.addPlan(tx, { policyVersion, ...plan.certificate, solveMs });
  const pairings = await act(
    tx,
    seats.flatMap((seat) => {
      const decided = planOf.get(seat.opening.id);
      const policy = policyOf.get(seat.opening.id);
      return decided && policy ? [{ seat, decided, policy }] : [];
    }),
    planId,
  );
  store.addPairings(tx, planId, pairings);
  await noteShadow(tx, inForce, world, plan, planId);
}

/** What the plan decided for one seat. */
interface Decided {
  readonly seat: WaitingSeat;
  readonly decided: OpeningPlan;
  readonly policy: DispatchPolicy;
}

/** Does what the plan decided for the seats, with the same few statements for any number of them. */
async function act(tx: Tx, all: readonly Decided[], planId: string): Promise<store.NewPairing[]> {
  const held = await lockCases(
    tx,
    all.map(({ seat }) => seat.search.caseId),
  );
  const steps = all.map((one) => stepOf(tx, one, held.get(one.seat.search.caseId), planId));
  const ids = await sendOffers(
    tx,
    steps.flatMap(({ offers }) => offers),
  );
  await store.saveSearches(
    tx,
    steps.flatMap(({ change }) => change ?? []),
  );
  await scheduleAll(
    tx,
    steps.flatMap(({ lookAt, caseId }) => (lookAt === null ? [] : [planJob(caseId, lookAt)])),
  );
  const waiting = steps.flatMap(({ beginsToWait }) => beginsToWait ?? []);
  await addTimelineEntries(tx, waiting);
  const beginToWait = new Set(waiting.map(({ caseId }) => caseId));
  for (const { caseId, handsOver, found, seat } of steps) {
    if (found && handsOver !== null) await handOver(tx, found, handsOver, seat);
    if (found && beginToWait.has(caseId)) await announceSearch(tx, found);
  }
  const idOf = ids.values();
  return steps.map(({ caseId, seat, openRing, step, details, planned }) => ({
    caseId,
    seat,
    openRing,
    step,
    details: { ...details, offers: planned.map((offer) => ({ ...offer, offerId: idOf.next().value ?? "" })) },
  }));
}

/** What is done for one seat. */
interface Step extends store.NewPairing {
  /** Undefined: the case has left dispatching, and nothing is done. */
  readonly found?: CaseRecord;
  readonly handsOver: HandOverReason | null;
  readonly planned: readonly PlannedOffer[];
  readonly offers: readonly (OfferToSend & { readonly found: CaseRecord })[];
  readonly change?: Parameters<typeof store.saveSearches>[1][number];
  readonly lookAt: Instant | null;
  readonly beginsToWait?: TimelineFact & { readonly caseId: string };
}

function stepOf(tx: Tx, one: Decided, found: CaseRecord | undefined, planId: string): Step {
  const { decided, policy } = one;
  const { search, opening, rankedByRole } = one.seat;
  const step: Step = {
    caseId: search.caseId,
    seat: search.seat,
    openRing: decided.openRing,
    step: "waits",
    details: {
      level: opening.level,
      waitedMinutes: opening.waitedMinutes,
      considered: decided.considered,
      offers: [],
      backupRoleId: decided.backupRoleId,
      waitMinutes: decided.waitMinutes,
      handOver: decided.handOver,
    },
    handsOver: null,
    planned: [],
    offers: [],
    lookAt: null,
  };
  if (found?.status !== "dispatching") return step;
  if (decided.handOver !== null) return { ...step, found, step: "handed_over", handsOver: decided.handOver };
  const asked = decided.offers.flatMap((offer) => {
    const to = rankedByRole.get(offer.roleId);
    return to ? [{ offer, to }] : [];
  });
  const offers = asked.map(({ offer, to }, i) => ({
    found,
    ring: offer.ring,
    attempt: search.attempts + i + 1,
    seat: search.seat,
    line: offer.line,
    planId,
    decisionId: search.decisionId,
    to,
    grounds: { score: to.score, reasons: to.reasons, policyVersion: policy.version },
  }));
  const backup = decided.backupRoleId === null ? undefined : rankedByRole.get(decided.backupRoleId);
  const alive = opening.liveOffers + offers.length;
  const lookAt = nextLook(tx, decided, alive, policy.levels[opening.level].parallelOffers);
  const last = decided.offers.at(-1);
  const isWaiting = search.reasonCode === "waits_for_expert";
  const beginsToWait = decided.waitMinutes !== null && !isWaiting;
  return {
    ...step,
    found,
    step: offers.length > 0 ? "asked" : "waits",
    planned: asked.map(({ offer }) => offer),
    offers,
    lookAt,
    change: {
      caseId: search.caseId,
      seat: search.seat,
      attempts: search.attempts + offers.length,
      backup: backup ?? null,
      lookAt,
      ...(last && { ring: last.ring }),
      ...(beginsToWait && { reasonCode: "waits_for_expert" }),
      ...(decided.waitMinutes === null && isWaiting && offers.length > 0 && { reasonCode: null }),
    },
    ...(beginsToWait && {
      beginsToWait: {
        caseId: search.caseId,
        kind: "dispatch.waits",
        actor: system,
        details: { ring: decided.openRing, until: addMinutes(tx.now, decided.waitMinutes) },
      },
    }),
  };
}

/** When the seat is looked at again without anything happening meanwhile; null: only an answer or a lapse calls for it. */
function nextLook(tx: Tx, decided: OpeningPlan, alive: number, wanted: number) {
  if (decided.waitMinutes !== null) return addMinutes(tx.now, decided.waitMinutes);
  // Fewer are asked than the level wants at a time: somebody may become free before those have answered.
  return alive > 0 && alive < wanted ? addMinutes(tx.now, 1) : null;
}
