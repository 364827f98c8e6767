import { compareUrgency } from "../../../kernel/urgency.js";
import { addOutcome, isRefitDue, refit, type ResponseOutcome } from "../response/exports.js";
import { EventQueue, type SimEvent } from "./event-queue.js";
import { PanelDesk } from "./panel-desk.js";
import type { SimPolicy } from "./sim-policy.js";
import { instantAt, newState, type SimOffer, type SimState } from "./state.js";
import { streamOf } from "./streams.js";
import type { SimWorld } from "./world.js";

/** How long a person takes over a request that the policy gave up, before it asks anew. */
const personMinutes = 10;

/** What became of the world under a policy. */
export interface SimRun {
  readonly state: SimState;
  readonly offers: readonly SimOffer[];
  /** Seats of panels that were asked for. */
  readonly invitations: number;
}

/**
 * Lets the world happen under a policy: requests arrive, offers are answered or lapse, the first acceptance wins and the
 * other offers are withdrawn, consultations end, days begin. Pure: the same world, policy and seed give the same run.
 * @param tell called with the share of the stretch that is done, once an hour of simulated time
 */
export function simulate(
  world: SimWorld,
  policy: SimPolicy,
  seed: number,
  tell: (share: number) => void = () => undefined,
): SimRun {
  const state = newState(world);
  const { responses } = state;
  const offers: SimOffer[] = [];
  const queue = new EventQueue();
  const random = streamOf(seed, 8);
  for (const [subject, { at }] of world.requests.entries()) queue.put({ at, kind: "arrival", subject });
  for (const [subject, { at }] of world.panels.entries()) queue.put({ at, kind: "panel", subject });
  for (let day = 1; day * 1440 < world.endsAt; day++)
    queue.put({ at: day * 1440, kind: "midnight", subject: day });

  const end = (id: number, how: ResponseOutcome["end"]): void => {
    const offer = offers[id];
    const expert = state.experts[offer?.expert ?? -1];
    const request = state.requests[offer?.request ?? -1];
    if (!offer || !expert || !request) return;
    offer.isLive = false;
    expert.openOffers -= 1;
    request.liveOffers.delete(id);
    addOutcome(responses, {
      expertId: String(offer.expert),
      groupId: String(world.experts[offer.expert]?.specialty ?? 0),
      level: world.requests[offer.request]?.level ?? "IV",
      sentAt: instantAt(world, offer.sentAt),
      end: how,
      waitedMinutes: state.now - offer.sentAt,
    });
  };

  const send = (request: number, expert: number): void => {
    const [asked, one, arrived] = [state.requests[request], state.experts[expert], world.requests[request]];
    if (!asked || !one || !arrived) return;
    const attempt = (asked.attempts.get(expert) ?? 0) + 1;
    const answer = world.truth.answer(request, expert, attempt, state.now);
    const id = offers.length;
    const lapses = world.clocks[arrived.level].offerMinutes;
    const isInTime = answer.minutes < lapses;
    offers.push({
      request,
      expert,
      sentAt: state.now,
      acceptsAt: isInTime && answer.accepts ? state.now + answer.minutes : null,
      isLive: true,
    });
    asked.attempts.set(expert, attempt);
    asked.asked.add(expert);
    asked.liveOffers.add(id);
    asked.offersMade += 1;
    one.openOffers += 1;
    one.offers += 1;
    one.lastAskedAt = state.now;
    queue.put({
      at: state.now + Math.min(answer.minutes, lapses),
      kind: isInTime ? "answer" : "lapse",
      subject: id,
    });
  };

  const accept = (id: number, offer: SimOffer): void => {
    const [request, expert] = [state.requests[offer.request], state.experts[offer.expert]];
    if (!request || !expert) return;
    end(id, "accepted");
    request.acceptedAt = state.now;
    request.acceptedBy = offer.expert;
    expert.takenToday += 1;
    expert.taken += 1;
    expert.running += 1;
    expert.lastTakenAt = state.now;
    queue.put({
      at: state.now + world.truth.duration(offer.request),
      kind: "finished",
      subject: offer.expert,
    });
    for (const other of [...request.liveOffers]) {
      const loser = state.experts[offers[other]?.expert ?? -1];
      end(other, "withdrawn");
      if (loser) {
        loser.withdrawn += 1;
        loser.withdrawnToday += 1;
      }
    }
  };

  const desk = new PanelDesk(world, state, queue, policy.panels, streamOf(seed, 22));
  const waiting = new Set<number>();
  /** Returns the request that wants a decision after the event, if any. */
  const happen = (kind: SimEvent["kind"], subject: number): number | undefined => {
    if (kind === "panel" || kind === "reply" || kind === "meets" || kind === "parts") {
      desk.happen(kind, subject);
      return undefined;
    }
    if (kind === "arrival") {
      waiting.add(subject);
      return subject;
    }
    if (kind === "look") return subject;
    if (kind === "finished") {
      const expert = state.experts[subject];
      if (expert) expert.running -= 1;
      return undefined;
    }
    if (kind === "midnight") {
      for (const expert of state.experts) [expert.takenToday, expert.withdrawnToday] = [0, 0];
      return undefined;
    }
    const offer = offers[subject];
    if (!offer?.isLive) return undefined;
    if (kind === "answer" && offer.acceptsAt !== null) {
      accept(subject, offer);
      waiting.delete(offer.request);
      return undefined;
    }
    end(subject, kind === "answer" ? "declined" : "expired");
    return offer.request;
  };

  let toldAt = 0;
  while (queue.size > 0 && queue.nextAt <= world.endsAt) {
    state.now = queue.nextAt;
    const wanting = new Set<number>();
    while (queue.size > 0 && queue.nextAt === state.now) {
      const event = queue.take();
      if (!event) break;
      const request = happen(event.kind, event.subject);
      if (request !== undefined && waiting.has(request)) wanting.add(request);
    }
    if (isRefitDue(responses)) refit(responses, instantAt(world, state.now));
    if (state.now >= toldAt + 60) tell((toldAt = state.now) / world.endsAt);
    desk.act();
    if (wanting.size === 0) continue;
    const decision = policy.decide(state, inOrder(world, wanting), random);
    for (const { request, expert } of decision.offers) send(request, expert);
    for (const { request, minutes } of decision.lookAgain)
      queue.put({ at: state.now + Math.max(0.1, minutes), kind: "look", subject: request });
    for (const request of decision.handOver) {
      const given = state.requests[request];
      if (!given) continue;
      given.handedOver += 1;
      given.offersMade = 0;
      given.asked.clear();
      queue.put({ at: state.now + personMinutes, kind: "look", subject: request });
    }
  }
  return { state, offers, invitations: desk.invitations.length };
}

/** Most urgent first, then longest waiting, then in order of arrival. */
function inOrder(world: SimWorld, requests: ReadonlySet<number>): number[] {
  return [...requests].sort((a, b) => {
    const [one, other] = [world.requests[a], world.requests[b]];
    if (!one || !other) return a - b;
    return compareUrgency(one.level, other.level) || one.at - other.at || a - b;
  });
}
