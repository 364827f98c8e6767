import { createHash } from "node:crypto";
import { nextStep, searchPolicy } from "./next-step.js";
import { addMinutes, civilDate } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import {
  type Candidate,
  type MatchFacts,
  type MatchPool,
  type MatchRequest,
  rank,
  vocabulary,
} from "../src/matching/index.js";
import { storeFacts } from "../src/matching/store/decisions.js";
import { clockFor } from "../src/triage/index.js";
import { type Alliance, institutionOf } from "./alliance.js";
import { byFashion, fallenExpert } from "./anomalies.js";
import { answerAfterCall, drawAnswer } from "./answering.js";
import type { SeedExpert } from "./experts.js";
import type { PlannedDecision, PlannedOffer, PlannedRequest, PlannedSearch } from "./planned-case.js";
import type { Random } from "./random.js";

/** The pool and the people among whom the searches of the past took place. */
export interface SearchWorld {
  readonly alliance: Alliance;
  readonly pool: MatchPool;
  readonly expertOfRole: ReadonlyMap<string, SeedExpert>;
  readonly today: string;
}

/** Agreements that were in force that day under which the hospital may ask. */
function agreementsOn(world: SearchWorld, request: PlannedRequest, on: string): MatchRequest["agreements"] {
  const day = Math.round((Date.parse(on) - Date.parse(world.today)) / 86_400_000);
  const { idOf, agreements } = world.alliance;
  return agreements.flatMap((agreement) => {
    const side = agreement.parties[request.institution];
    if (side !== "requester" && side !== "both") return [];
    if (agreement.status === "drafting" || day < agreement.fromDay || day > agreement.toDay) return [];
    return Object.entries(agreement.parties).flatMap(([key, theirs]) =>
      key !== request.institution && theirs !== "requester"
        ? [
            {
              agreementId: agreement.id,
              performerOrganizationId: idOf[key as keyof typeof idOf],
              specialtyCodes: agreement.specialtyCodes,
            },
          ]
        : [],
    );
  });
}

function matchRequestOf(world: SearchWorld, request: PlannedRequest, now: Instant): MatchRequest {
  const { text } = request;
  return {
    now,
    level: request.level,
    requesterOrganizationId: world.alliance.idOf[request.institution],
    requesterPersonId: request.requester.id as NonNullable<MatchRequest["requesterPersonId"]>,
    requesterRegionCode: institutionOf(request.institution).regionCode,
    specialtyCode: text.template.specialty,
    wantedTitleRank: text.template.title ?? "any",
    mode: request.mode,
    patientAgeYears: text.ageYears,
    diagnoses: text.diagnoses,
    text: `${text.question}\n${text.summary}`,
    agreements: agreementsOn(world, request, civilDate(now)),
  };
}

/** Candidates kept with a decision of the past: those who were asked, and at least the three that pages show. */
const candidatesKept = 3;

/** Ranks the pool as it would have been ranked then. */
function decide(
  world: SearchWorld,
  request: PlannedRequest,
  now: Instant,
  facts: MatchFacts,
  id: string,
): PlannedDecision {
  const matchRequest = matchRequestOf(world, request, now);
  const ranked = rank(matchRequest, world.pool, { vocabulary, facts, limit: 8 });
  const daysAgo = (Date.parse(world.today) - Date.parse(now)) / 86_400_000;
  const ranking = {
    ...ranked,
    candidates: byFashion(ranked.candidates, fallenExpert(world.alliance), daysAgo),
  };
  const { text, ...rest } = matchRequest;
  const candidates = ranking.candidates.slice(0, candidatesKept);
  return {
    id,
    modelVersion: ranking.modelVersion,
    considered: ranking.considered,
    candidates,
    excluded: ranking.excluded,
    inputs: {
      request: { ...rest, textSha256: createHash("sha256").update(text).digest("hex") },
      facts: storeFacts(
        facts,
        candidates.map((candidate) => candidate.practitionerRoleId),
      ),
    },
    madeAt: now,
    request: matchRequest,
    ranking,
  };
}

const dispatcherReasons = [
  "电话联系专家已同意接诊",
  "夜间无人应答，电话请二线专家",
  "该专家既往同类会诊较多",
  "专家组组长指派",
];
const dispatcherMinutes = { I: 1.5, II: 4, III: 14, IV: 45 } as const;

/** Whom the dispatcher calls: who stands first and was not asked, else, regardless of duty hours, who could answer. */
function callable(
  world: SearchWorld,
  decision: PlannedDecision,
  facts: MatchFacts,
  asked: ReadonlySet<string>,
): Candidate | undefined {
  const fresh = decision.ranking.candidates.find((one) => !asked.has(one.practitionerRoleId));
  if (fresh) return fresh;
  const anyHour = rank({ ...decision.request, level: "II" }, world.pool, { vocabulary, facts, limit: 8 });
  return anyHour.candidates.find((one) => !asked.has(one.practitionerRoleId)) ?? anyHour.candidates[0];
}

/**
 * Searches an expert the way dispatch does: in the ranking's order, each with the level's time to answer, until one
 * accepts; then, or when nobody is left, the dispatcher calls somebody.
 * @param isAnswered false: nobody is found, the dispatcher included.
 */
export function searchExpert(
  world: SearchWorld,
  request: PlannedRequest,
  facts: MatchFacts,
  isAnswered: boolean,
  random: Random,
): PlannedSearch {
  const { level } = request;
  const clock = clockFor(level);
  let now = addMinutes(request.submittedAt, 0.02);
  const decision = decide(world, request, now, facts, random.uuid());
  const offers: PlannedOffer[] = [];
  const asked = new Set<string>();
  const offer = (
    candidate: Candidate,
    ring: PlannedOffer["ring"],
    grounds: PlannedOffer["grounds"],
    answer: (
      expert: SeedExpert,
      sentAt: Instant,
      expiresAt: Instant,
    ) => Pick<PlannedOffer, "seenAt" | "outcome">,
    by: PlannedOffer["by"],
  ): PlannedOffer => {
    const expert = world.expertOfRole.get(candidate.practitionerRoleId);
    if (!expert) throw new Error("ranked somebody nobody invented");
    const expiresAt = addMinutes(now, clock.offerMinutes);
    asked.add(expert.roleId);
    const made = {
      id: random.uuid(),
      ring,
      attempt: offers.length + 1,
      expert,
      agreementId: candidate.agreementId,
      grounds,
      sentAt: now,
      expiresAt,
      ...answer(expert, now, expiresAt),
      by,
    };
    offers.push(made);
    now = made.outcome.status === "expired" ? expiresAt : made.outcome.at;
    return made;
  };

  for (;;) {
    const step = nextStep(decision.ranking.candidates, null, asked, level);
    if (step.step === "hand_over") {
      const handedOver = { at: now, reason: step.reason };
      const called = callable(world, decision, facts, asked);
      if (!isAnswered || !called) return ended(request, decision, offers, handedOver, null);
      now = addMinutes(now, random.around(dispatcherMinutes[level], 0.5));
      const dispatcher = random.pick(
        world.alliance.people.filter((person) => person.roles.includes("dispatcher")),
      );
      const byHand = offer(
        called,
        "dispatcher",
        { dispatcherReason: random.pick(dispatcherReasons) },
        (_expert, sentAt, expiresAt) => answerAfterCall(sentAt, expiresAt, random),
        dispatcher,
      );
      return ended(request, decision, offers, handedOver, byHand);
    }
    const candidate = step.to;
    const made = offer(
      candidate,
      "best",
      { score: candidate.score, reasons: candidate.reasons, policyVersion: searchPolicy.version },
      (expert, sentAt, expiresAt) =>
        isAnswered
          ? drawAnswer(expert, level, sentAt, expiresAt, random)
          : { seenAt: null, outcome: { status: "expired" } },
      null,
    );
    if (made.outcome.status === "accepted") return ended(request, decision, offers, null, made);
  }
}

function ended(
  request: PlannedRequest,
  decision: PlannedDecision,
  offers: readonly PlannedOffer[],
  handedOver: PlannedSearch["handedOver"],
  last: PlannedOffer | null,
): PlannedSearch {
  const accepted = last?.outcome.status === "accepted" ? { ...last, outcome: last.outcome } : null;
  const clockEndsAt = addMinutes(request.submittedAt, clockFor(request.level).acceptMinutes);
  const kept = decision.ranking.candidates.slice(
    0,
    Math.max(candidatesKept, offers.filter((one) => one.by === null).length),
  );
  return {
    decision: { ...decision, candidates: kept },
    offers,
    handedOver,
    accepted,
    clockRanOutAt: accepted && accepted.outcome.at <= clockEndsAt ? null : clockEndsAt,
  };
}
