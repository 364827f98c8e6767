import { randomInt } from "node:crypto";
import { lockCase } from "../cases/index.js";
import { findRoles } from "../experts/index.js";
import { groupBy } from "../kernel/collections.js";
import { addMinutes, civilDate, instant, minutesBetween } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { absorbDueJobs } from "../platform/jobs.js";
import { type BookingRefusal, readFreeStarts } from "../scheduling/index.js";
import type { PanelCandidate, PanelMeeting, WaitingPanel } from "./domain/panel/lay-out-panels.js";
import { panelPolicy, startStep } from "./domain/panel/panel-policy.js";
import { ablest, answerMinutes, type PanelWorld, planMeetings } from "./domain/panel/plan-meetings.js";
import type { DispatchPolicy } from "./domain/policy/dispatch-policy.js";
import type { PlanWorld } from "./domain/plan-types.js";
import { notePanelShadow } from "./lab/note-shadow.js";
import { policiesFor, policyInForce, type PolicyInForce } from "./lab/policy-of-case.js";
import { holdMeeting, meetingOf } from "./meeting.js";
import { readWorld, type WaitingSeat } from "./read-world.js";
import { requestPanelPlan } from "./request-plan.js";
import { handOver, sendOffer } from "./search.js";
import * as store from "./store/index.js";

const panelsPerPlan = 100;
const lookAgainMinutes = 1 / 6;

/**
 * Brings the panels that wait together: all that have no time yet are planned at once, each a team at a common time; one
 * that lost a member gets another who is free then. The time is held while everybody is asked.
 */
export async function planPanels(tx: Tx): Promise<void> {
  store.lockPlanning(tx);
  absorbDueJobs(tx, "dispatch.plan-panel");
  const searches = await store.lockSeatsToPlan(tx, "panel", panelsPerPlan * 5);
  if (searches.length === 0) return;
  const { seats: all, world } = await readWorld(tx, searches);
  const seats = await ofOwnSpecialty(tx, all);
  const byCase = groupBy(seats, (seat): string => seat.found.id);
  const inForce = await policyInForce(tx);
  const policies = await policiesFor(tx, [...byCase.keys()], inForce);
  // As with single seats, cases of two policies are planned one policy after the other: the second sees what the first holds.
  const fresh = new Map<DispatchPolicy, WaitingSeat[][]>();
  for (const [caseId, waiting] of byCase) {
    const policy = policies.get(caseId) ?? inForce.standing;
    const meeting = await meetingOf(tx, caseId);
    if (meeting !== undefined && meeting.startsAt > tx.now && (await isPartlyFilled(tx, caseId)))
      await replace(tx, waiting, meeting.startsAt, world, policy);
    else fresh.set(policy, [...(fresh.get(policy) ?? []), waiting]);
  }
  for (const [policy, waiting] of fresh) await convene(tx, waiting, world, policy, inForce);
}

/**
 * The seats with those candidates who hold a seat's specialty, or one above or below it: the ranking also knows people who are
 * good for the case from elsewhere, and they sit on another seat.
 */
async function ofOwnSpecialty(tx: Tx, seats: readonly WaitingSeat[]): Promise<WaitingSeat[]> {
  const roles = await findRoles(
    tx,
    seats.flatMap(({ opening }) => opening.candidates.map(({ roleId }) => roleId)),
  );
  const codesOf = new Map(roles.map((role) => [role.practitionerRoleId as string, role.specialtyCodes]));
  return seats.map((seat) => {
    const wanted = seat.search.specialtyCode ?? "";
    const holds = (code: string) =>
      code === wanted || code.startsWith(`${wanted}.`) || wanted.startsWith(`${code}.`);
    const candidates = seat.opening.candidates.filter(({ roleId }) => codesOf.get(roleId)?.some(holds));
    return { ...seat, opening: { ...seat.opening, candidates } };
  });
}

/** Who has accepted a seat. */
const seatedIn = async (tx: Tx, caseId: string): Promise<string[]> =>
  (await store.listOffersOfCase(tx, caseId)).flatMap(({ status, personId }) =>
    status === "accepted" ? [personId] : [],
  );

/** Somebody has accepted, or is asked, for the time that is held. */
const isPartlyFilled = async (tx: Tx, caseId: string): Promise<boolean> =>
  (await store.listOffersOfCase(tx, caseId)).some(({ status }) =>
    ["sent", "seen", "accepted"].includes(status),
  );

const candidatesOf = ({ opening }: WaitingSeat, { people }: PlanWorld): PanelCandidate[] =>
  ablest(
    opening.candidates.flatMap((one) => {
      const person = people.get(one.personId);
      return person === undefined
        ? []
        : [{ ...one, acceptChance: person.acceptChance(opening.offerMinutes, opening.level) }];
    }),
  );

/** Half hours from the next one on, as far as the widest window of these panels. */
function startsFrom(now: Instant, panels: readonly WaitingPanel[]): Instant[] {
  const widest = Math.max(...panels.map(({ level }) => panelPolicy[level].window));
  const first = Math.ceil(Date.parse(now) / (startStep * 60_000)) * startStep * 60_000;
  return Array.from({ length: Math.ceil(widest / startStep) }, (_, i) =>
    instant(first + i * startStep * 60_000),
  );
}

async function convene(
  tx: Tx,
  waiting: readonly (readonly WaitingSeat[])[],
  world: PlanWorld,
  policy: DispatchPolicy,
  inForce: PolicyInForce,
): Promise<void> {
  const panels: WaitingPanel[] = [];
  for (const seats of waiting) {
    const [first] = seats;
    if (!first) continue;
    const given = handOverOf(seats, policy);
    if (given) {
      await giveUp(tx, seats, given);
      continue;
    }
    panels.push({
      id: first.found.id,
      level: first.opening.level,
      waitedMinutes: first.opening.waitedMinutes,
      acceptMinutes: first.opening.acceptMinutes,
      hostPersonIds: [first.found.requesterPersonId, ...(await seatedIn(tx, first.found.id))],
      seats: seats.map((seat) => ({ seat: seat.search.seat, candidates: candidatesOf(seat, world) })),
    });
  }
  if (panels.length === 0) return;
  const starts = startsFrom(tx.now, panels);
  const today = civilDate(tx.now);
  const days = [...new Set([today, ...starts.map((start) => civilDate(start))])];
  const personIds = [
    ...new Set(
      panels.flatMap((panel) => [
        ...panel.hostPersonIds,
        ...panel.seats.flatMap((seat) => seat.candidates.map((one) => one.personId)),
      ]),
    ),
  ];
  const minutes = Math.max(...panels.map(({ level }) => panelPolicy[level].length));
  const free = await readFreeStarts(tx, { personIds, minutes, starts });
  const look: PanelWorld = {
    panels,
    starts: starts.map((start) => ({
      inMinutes: minutesBetween(tx.now, start),
      day: days.indexOf(civilDate(start)),
    })),
    freeStarts: free,
    roomToday: (personId) => world.people.get(personId)?.dayCap ?? 0,
  };
  const began = performance.now();
  const plan = planMeetings(look, policy, () => randomInt(2 ** 32) / 2 ** 32);
  const solveMs = performance.now() - began;
  const planId = store.addPlan(tx, {
    policyVersion: policy.version,
    openings: panels.length,
    edges: plan.edges,
    value: plan.value,
    bound: plan.bound,
    solveMs,
  });
  await notePanelShadow(tx, inForce, look, plan, planId);
  const meetings = new Map(plan.meetings.map((one) => [one.panelId, one]));
  for (const seats of waiting) {
    const caseId = seats[0]?.found.id ?? "";
    const meeting = meetings.get(caseId);
    const startsAt = meeting && starts[meeting.start];
    if (!panels.some((panel) => panel.id === caseId)) continue;
    if (!meeting || startsAt === undefined) await giveUp(tx, seats, "no_common_time");
    else {
      const refusal = await invite(tx, seats, meeting, startsAt, planId, policy);
      // Somebody's calendar changed between the look and the hold: look again.
      if (refusal === "slot_taken" || refusal === "outside_free_time")
        await requestPanelPlan(tx, caseId, addMinutes(tx.now, lookAgainMinutes));
      else if (refusal !== undefined) await giveUp(tx, seats, "no_common_time");
    }
  }
}

/** Why the panel cannot be brought together by asking; undefined: it may be tried. */
function handOverOf(
  seats: readonly WaitingSeat[],
  policy: DispatchPolicy,
): "no_candidate" | "all_declined" | "enough_tried" | undefined {
  for (const { opening } of seats) {
    if (opening.offersMade >= policy.levels[opening.level].maxOffers) return "enough_tried";
    if (opening.candidates.length === 0) return opening.offersMade === 0 ? "no_candidate" : "all_declined";
  }
  return undefined;
}

async function giveUp(
  tx: Tx,
  seats: readonly WaitingSeat[],
  reason: Parameters<typeof handOver>[2],
): Promise<void> {
  for (const { search } of seats) {
    const found = await lockCase(tx, search.caseId);
    if (found?.status === "dispatching") await handOver(tx, found, reason, search.seat);
  }
}

/** Holds the time and asks everybody at once. Returns why the time cannot be had; undefined: it is held. */
async function invite(
  tx: Tx,
  seats: readonly WaitingSeat[],
  meeting: PanelMeeting,
  startsAt: Instant,
  planId: string,
  policy: DispatchPolicy,
): Promise<BookingRefusal | undefined> {
  const [first] = seats;
  const found = first && (await lockCase(tx, first.search.caseId));
  if (!first || found?.status !== "dispatching") return undefined;
  const rule = panelPolicy[first.opening.level];
  const answerBy = addMinutes(tx.now, answerMinutes(rule.answer, minutesBetween(tx.now, startsAt)));
  const personIds = [
    ...meeting.seats.map(({ candidate }) => candidate.personId),
    ...(await seatedIn(tx, found.id)),
    found.requesterPersonId as string,
  ];
  const refusal = await holdMeeting(tx, found, { personIds, startsAt, answerBy });
  if (refusal !== undefined) return refusal;
  for (const waiting of seats) {
    const chosen = meeting.seats.find(({ seat }) => seat === waiting.search.seat)?.candidate;
    const to = chosen && waiting.rankedByRole.get(chosen.roleId);
    if (!to) continue;
    await sendOffer(tx, found, {
      ring: "best",
      attempt: waiting.search.attempts + 1,
      seat: waiting.search.seat,
      line: 1,
      planId,
      decisionId: waiting.search.decisionId,
      to,
      expiresAt: answerBy,
      grounds: {
        score: to.score,
        reasons: to.reasons,
        policyVersion: policy.version,
        meeting: { startsAt, endsAt: addMinutes(startsAt, rule.length) },
      },
    });
    await store.saveSearch(tx, found.id, waiting.search.seat, {
      attempts: waiting.search.attempts + 1,
      lookAt: null,
    });
  }
  return undefined;
}

/** A seat of a panel whose time is held lost its expert: the best who is free at that time is asked instead. */
async function replace(
  tx: Tx,
  seats: readonly WaitingSeat[],
  startsAt: Instant,
  world: PlanWorld,
  policy: DispatchPolicy,
): Promise<void> {
  const given = handOverOf(seats, policy);
  if (given) return giveUp(tx, seats, given);
  const taken = new Set<string>();
  const chosen: PanelMeeting["seats"][number][] = [];
  for (const seat of seats) {
    const candidates = candidatesOf(seat, world).filter(({ personId }) => !taken.has(personId));
    const free = await readFreeStarts(tx, {
      personIds: candidates.map(({ personId }) => personId),
      minutes: panelPolicy[seat.opening.level].length,
      starts: [startsAt],
    });
    const candidate = candidates.find(({ personId }) => (free.get(personId)?.length ?? 0) > 0);
    if (!candidate) return giveUp(tx, [seat], "no_common_time");
    taken.add(candidate.personId);
    chosen.push({ seat: seat.search.seat, candidate });
  }
  const caseId = seats[0]?.found.id ?? "";
  // Those still asked for this time stay in it.
  const asked = (await store.listOffersOfCase(tx, caseId)).filter(
    ({ status }) => status === "sent" || status === "seen",
  );
  const kept = asked.map(({ seat, personId, practitionerRoleId }) => ({
    seat,
    candidate: { roleId: practitionerRoleId, personId, ability: 0, acceptChance: 0 },
  }));
  const planId = store.addPlan(tx, {
    policyVersion: policy.version,
    openings: seats.length,
    edges: seats.reduce((sum, { opening }) => sum + opening.candidates.length, 0),
    value: 0,
    bound: 0,
    solveMs: 0,
  });
  const meeting = { panelId: caseId, start: 0, seats: [...chosen, ...kept] };
  if ((await invite(tx, seats, meeting, startsAt, planId, policy)) !== undefined)
    await giveUp(tx, seats, "no_common_time");
}
