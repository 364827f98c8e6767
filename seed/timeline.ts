import { systemActor } from "../src/cases/index.js";
import { minutesBetween } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import { institutionOf } from "./alliance.js";
import type { PlannedOffer, PlannedRequest, PlannedSearch } from "./planned-case.js";

/** A step as the 时间线 keeps it; the places are given when all steps are known. */
export interface PlannedStep {
  readonly at: Instant;
  readonly kind: string;
  readonly actor: { readonly personId: string | null; readonly label: string };
  readonly details: Readonly<Record<string, unknown>>;
}

const person = (who: { readonly id: string; readonly name: string }) => ({
  personId: who.id,
  label: who.name,
});
export const expertActor = ({ expert }: PlannedOffer) => ({ personId: expert.personId, label: expert.name });
export const performerDetails = ({ expert }: PlannedOffer) => ({
  expertName: expert.name,
  institutionName: institutionOf(expert.institution).name,
});

/** From the empty form to the urgency level. `number` null: not sent yet. */
export function requestSteps(request: PlannedRequest, number: string): PlannedStep[] {
  const requester = person(request.requester);
  const { level, reasons, madeAt } = request.assessment.view;
  return [
    { at: request.createdAt, kind: "cases.created", actor: requester, details: {} },
    { at: request.submittedAt, kind: "cases.submitted", actor: requester, details: { number } },
    {
      at: madeAt as Instant,
      kind: "triage.assessed",
      actor: systemActor,
      details: { level, reasons: reasons.slice(0, 3).map(({ zh, en }) => ({ zh, en })) },
    },
  ];
}

function offerSteps(offer: PlannedOffer): PlannedStep[] {
  const about = { offerId: offer.id, expertName: offer.expert.name };
  const sent: PlannedStep = {
    at: offer.sentAt,
    kind: "dispatch.offer-sent",
    actor: offer.by ? person(offer.by) : systemActor,
    details: {
      ...about,
      institutionName: institutionOf(offer.expert.institution).name,
      ring: offer.ring,
      attempt: offer.attempt,
      expiresAt: offer.expiresAt,
      ...(offer.grounds.dispatcherReason !== undefined && { reason: offer.grounds.dispatcherReason }),
    },
  };
  const seen: PlannedStep[] =
    offer.seenAt === null
      ? []
      : [{ at: offer.seenAt, kind: "dispatch.offer-seen", actor: expertActor(offer), details: about }];
  const { outcome } = offer;
  if (outcome.status === "expired")
    return [
      sent,
      ...seen,
      { at: offer.expiresAt, kind: "dispatch.offer-expired", actor: systemActor, details: about },
    ];
  if (outcome.status === "declined")
    return [
      sent,
      ...seen,
      {
        at: outcome.at,
        kind: "dispatch.offer-declined",
        actor: expertActor(offer),
        details: { ...about, code: outcome.code, note: outcome.note },
      },
    ];
  const minutes = Math.round(minutesBetween(offer.sentAt, outcome.at) * 10) / 10;
  return [
    sent,
    ...seen,
    {
      at: outcome.at,
      kind: "dispatch.accepted",
      actor: expertActor(offer),
      details: { ...about, ...performerDetails(offer), minutes },
    },
  ];
}

/** The search: ranking, offers and answers, the clock, the dispatcher. `until`: nothing later has happened. */
export function searchSteps(search: PlannedSearch, until: Instant | null): PlannedStep[] {
  const { decision, handedOver, clockRanOutAt } = search;
  const steps: PlannedStep[] = [
    {
      at: decision.madeAt,
      kind: "matching.ranked",
      actor: systemActor,
      details: {
        decisionId: decision.id,
        considered: decision.considered,
        candidates: decision.candidates.slice(0, 3).map((candidate) => candidate.name),
      },
    },
    ...search.offers.flatMap(offerSteps),
  ];
  if (clockRanOutAt)
    steps.push({ at: clockRanOutAt, kind: "dispatch.clock-ran-out", actor: systemActor, details: {} });
  if (handedOver)
    steps.push({
      at: handedOver.at,
      kind: "dispatch.handed-over",
      actor: systemActor,
      details: { reason: handedOver.reason },
    });
  return steps.filter((step) => until === null || step.at <= until);
}

/** In order of time; steps of one instant stay as they were given. */
export const inOrder = (steps: readonly PlannedStep[]): PlannedStep[] =>
  steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
