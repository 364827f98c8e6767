import { type CaseRecord, findCases } from "../cases/index.js";
import { groupBy } from "../kernel/collections.js";
import { minutesBetween } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { currentModel, listStandingFeedback } from "../matching/index.js";
import type { Tx } from "../platform/database/database.js";
import { type Availability, readAvailability } from "../scheduling/index.js";
import { clockFor } from "../triage/index.js";
import type { Opening, PlanCandidate, PlanPerson, PlanWorld } from "./domain/plan-types.js";
import type { Reach } from "./domain/policy/dispatch-policy.js";
import { chanceToAccept } from "./domain/response/exports.js";
import { type RankedCandidate, rankedCandidates } from "./ranked-candidates.js";
import { levelOf } from "./level-of.js";
import { responseModel } from "./response-log.js";
import { listOffersOfCases, type StoredOffer } from "./store/offers.js";
import { type PersonLoad, readLoads } from "./store/people-load.js";
import type { Search } from "./store/searches.js";

/** Everything a plan needs of one waiting seat, beside what the pure plan sees of it. */
export interface WaitingSeat {
  readonly search: Search;
  readonly found: CaseRecord;
  readonly opening: Opening;
  /** Everybody ranked for the seat, by role. */
  readonly rankedByRole: ReadonlyMap<string, RankedCandidate>;
  readonly offersOfSeat: readonly StoredOffer[];
}

const abilityFactors = new Set(["specialty", "disease", "history", "text", "title", "freshness"]);
const mostAbility = [...abilityFactors].reduce(
  (sum, key) => sum + currentModel.points[key as keyof typeof currentModel.points],
  0,
);

/**
 * How well he can answer, 0 to 1: the ranking's points without those for load, hours, distance and speed, which dispatch
 * weighs by the moment.
 */
export const abilityOf = (candidate: Pick<RankedCandidate, "factors">): number => {
  let points = 0;
  for (const factor of candidate.factors) {
    if (abilityFactors.has(factor.key)) points += factor.points;
    // What was learned about these factors counts with them.
    for (const [key, part] of Object.entries(factor.parts ?? {})) if (abilityFactors.has(key)) points += part;
  }
  return Math.min(1, Math.max(0, points / mostAbility));
};

/** How far he works from the inviting hospital, from the ranking's own points for it. */
export function reachOf(candidate: Pick<RankedCandidate, "factors">): Reach {
  const points = candidate.factors.find((factor) => factor.key === "region")?.points ?? 0;
  const share = points / currentModel.points.region;
  if (share >= currentModel.region.province) return "home";
  return share >= currentModel.region.neighbour ? "neighbour" : "national";
}

/**
 * The waiting seats with everybody who may still be asked for them, and the day of each of those people: so many
 * statements for any number of seats. A seat whose case has left dispatching meanwhile is not among them.
 */
export async function readWorld(
  tx: Tx,
  searches: readonly Search[],
): Promise<{ seats: WaitingSeat[]; world: PlanWorld }> {
  const caseIds = [...new Set(searches.map((search) => search.caseId))];
  const [records, ranked, offers, unsuitable] = await Promise.all([
    findCases(tx, caseIds),
    rankedCandidates(
      tx,
      searches.flatMap(({ decisionId }) => decisionId ?? []),
    ),
    listOffersOfCases(tx, caseIds),
    listStandingFeedback(tx, caseIds),
  ]);
  const cases = new Map(records.map((found) => [found.id as string, found]));
  const offersOf = groupBy(offers, (offer): string => offer.caseId);
  const seats = searches.flatMap((search): WaitingSeat[] => {
    const found = cases.get(search.caseId);
    if (found?.status !== "dispatching") return [];
    const candidates = ranked.get(search.decisionId ?? "") ?? [];
    return [
      toSeat(
        search,
        found,
        candidates,
        offersOf.get(search.caseId) ?? [],
        unsuitable.get(search.caseId) ?? new Set(),
        tx.now,
      ),
    ];
  });
  return {
    seats,
    world: { openings: seats.map(({ opening }) => opening), people: await readPeople(tx, seats) },
  };
}

function toSeat(
  search: Search,
  found: CaseRecord,
  candidates: readonly RankedCandidate[],
  offersOfCase: readonly StoredOffer[],
  unsuitable: ReadonlySet<string>,
  now: Instant,
): WaitingSeat {
  const level = levelOf(found);
  const clock = clockFor(level);
  const round = offersOfCase.filter((offer) => offer.sentAt >= search.startedAt);
  const offersOfSeat = round.filter((offer) => offer.seat === search.seat);
  // Whoever was asked in this round for any seat, or fills one, is not asked for another.
  const asked = new Set(round.map((offer) => offer.practitionerRoleId as string));
  const busy = new Set(
    round
      .filter((offer) => ["sent", "seen", "accepted"].includes(offer.status))
      .map((offer) => offer.personId),
  );
  const ranked = candidates.map((candidate) => ({
    candidate,
    plan: {
      roleId: candidate.practitionerRoleId,
      personId: candidate.personId,
      ability: abilityOf(candidate),
      reach: reachOf(candidate),
    } satisfies PlanCandidate,
  }));
  return {
    search,
    found,
    rankedByRole: new Map(candidates.map((one) => [one.practitionerRoleId as string, one])),
    offersOfSeat,
    opening: {
      id: `${found.id}/${search.seat}`,
      level,
      waitedMinutes: minutesBetween(found.submittedAt ?? now, now),
      acceptMinutes: clock.acceptMinutes,
      offerMinutes: clock.offerMinutes,
      namedRoleId: search.seat === 1 ? found.namedPractitionerRoleId : null,
      offersMade: offersOfSeat.length,
      liveOffers: offersOfSeat.filter((offer) => offer.status === "sent" || offer.status === "seen").length,
      bestAbility: Math.max(0, ...ranked.map(({ plan }) => plan.ability)),
      candidates: ranked.flatMap(({ plan }) =>
        asked.has(plan.roleId) || unsuitable.has(plan.roleId) || busy.has(plan.personId as never)
          ? []
          : [plan],
      ),
    },
  };
}

/** Caps, calendar and answering habits of everybody who may be asked. */
async function readPeople(tx: Tx, seats: readonly WaitingSeat[]): Promise<Map<string, PlanPerson>> {
  const specialtyOf = new Map(
    seats.flatMap(({ opening, search, found }) =>
      opening.candidates.map(
        ({ personId }) => [personId, search.specialtyCode ?? found.wantedSpecialtyCode] as const,
      ),
    ),
  );
  const personIds = [...specialtyOf.keys()];
  if (personIds.length === 0) return new Map();
  const [loads, days, model] = await Promise.all([
    readLoads(tx, personIds),
    readAvailability(tx, personIds, tx.now),
    responseModel(tx),
  ]);
  return new Map(
    [...specialtyOf].map(([personId, groupId]): [string, PlanPerson] => {
      return [
        personId,
        {
          ...dayOf(days.get(personId), loads.get(personId), tx.now),
          acceptChance: (minutes, level) =>
            chanceToAccept(model, { expertId: personId, groupId, level, sentAt: tx.now }, minutes),
        },
      ];
    }),
  );
}

/** Appointments that came without an offer count like cases taken: one person has one day. */
function dayOf(
  day: Availability | undefined,
  load: PersonLoad | undefined,
  now: Instant,
): Omit<PlanPerson, "acceptChance"> {
  const state = day?.state ?? "free";
  return {
    state,
    isOnCall: day?.isOnCall ?? false,
    freeInMinutes: freeIn(day, now),
    openOffers: load?.openOffers ?? 0,
    takenToday: Math.max(load?.takenToday ?? 0, day?.bookedToday ?? 0),
    dayCap: day?.dayCap ?? uncapped,
    takenThisWeek: Math.max(load?.takenThisWeek ?? 0, day?.bookedThisWeek ?? 0),
    weekCap: day?.weekCap ?? uncapped,
    withdrawnToday: load?.withdrawnToday ?? 0,
  };
}

/** Nobody reads that many cases a week. */
const uncapped = 1000;

function freeIn(day: Availability | undefined, now: Instant): number | null {
  if (day === undefined || day.state === "free") return 0;
  return day.nextFreeAt === null ? null : Math.max(1, minutesBetween(now, day.nextFreeAt));
}
