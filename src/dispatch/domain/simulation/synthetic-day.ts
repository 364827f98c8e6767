import { instant } from "../../../kernel/time.js";
import { type UrgencyLevel, urgencyLevels } from "../../../kernel/urgency.js";
import { drawOf, normalOf, streamOf } from "./streams.js";
import type { Reach, SimCandidate, SimClocks, SimExpert, SimPanel, SimRequest, SimWorld } from "./world.js";

export interface SyntheticSettings {
  readonly seed: number;
  readonly experts: number;
  /** Requests a day. */
  readonly demand: number;
  readonly days: number;
  readonly clocks: SimClocks;
  /** Requests for several experts at one time, a day, beside the others; none when not given. */
  readonly panels?: number;
}

const specialties = 12;
const diseases = 20;
const regions = 6;
const mostCandidates = 50;
/** Of the half hours at which somebody is present, those his calendar leaves free. */
const openShare = 0.4;
/** How many seats panels have: two to five. */
const seatShare = [0.4, 0.35, 0.15, 0.1];
const levelShare: Readonly<Record<UrgencyLevel, number>> = { I: 0.05, II: 0.2, III: 0.35, IV: 0.4 };
/** How the requests of a day spread over its hours, peaks at 9–11, 14–16 and 20. */
const hourShare = [
  0.25, 0.15, 0.1, 0.1, 0.1, 0.2, 0.5, 1, 1.9, 2.6, 2.4, 1.6, 0.9, 1.2, 2, 2.2, 1.8, 1.2, 1, 1.2, 1.5, 1.2,
  0.7, 0.4,
];
/** How much sooner than usual an offer of the level is answered. */
const haste: Readonly<Record<UrgencyLevel, number>> = { I: 0.25, II: 0.5, III: 1, IV: 2 };

/** Presence by hour of three kinds of people: of the day, of the evening, of the night. */
function presence(kind: number, hour: number): number {
  if (kind === 0) return hour >= 8 && hour < 18 ? 1 : hour >= 18 && hour < 22 ? 0.5 : 0.12;
  if (kind === 1) return hour >= 17 || hour < 1 ? 1 : hour >= 12 ? 0.6 : 0.15;
  return hour >= 20 || hour < 6 ? 1 : 0.35;
}

interface HiddenExpert extends SimExpert {
  readonly specialties: readonly number[];
  readonly region: number;
  readonly quality: number;
  readonly skills: readonly number[];
  readonly kind: number;
  readonly medianMinutes: number;
  readonly acceptance: number;
}

const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
/** Specialties are unlike in size: the first is the largest. */
const skewed = (u: number): number => Math.floor(specialties * u ** 1.3);

function newExpert(seed: number, e: number): HiddenExpert {
  const next = streamOf(seed, 1, e);
  const normal = (): number => normalOf(next(), next());
  const quality = within(0.6 + 0.18 * normal(), 0.05, 0.99);
  const kind = next() < 0.5 ? 0 : next() < 0.6 ? 1 : 2;
  const specialty = skewed(next());
  const second = next() < 0.3 ? [Math.floor(next() * specialties)] : [];
  return {
    specialty,
    specialties: [...new Set([specialty, ...second])],
    region: Math.floor(next() * regions),
    quality,
    kind,
    medianMinutes: Math.exp(Math.log(6) + 0.7 * normal()),
    // The better are asked more everywhere, and accept less.
    acceptance: within(0.8 - 0.35 * (quality - 0.6) + 0.12 * normal(), 0.35, 0.97),
    dayCap: 3 + Math.floor(next() * 8),
    rating: Math.min(5, 3.2 + 1.8 * quality + 0.35 * normal()),
    skills: Array.from({ length: diseases }, next),
  };
}

function levelOf(u: number): UrgencyLevel {
  let rest = u;
  for (const level of urgencyLevels) {
    rest -= levelShare[level];
    if (rest < 0) return level;
  }
  return "IV";
}

const reachOf = (from: number, to: number): Reach => {
  const apart = Math.abs(from - to);
  return apart === 0 ? "home" : apart === 1 || apart === regions - 1 ? "neighbour" : "national";
};

/** Minutes at which requests come in, so many a day, in the peaks of the day. */
function arrivalsOf(next: () => number, aDay: number, days: number): number[] {
  const found: number[] = [];
  if (aDay <= 0) return found;
  const perMinute = aDay / hourShare.reduce((a, b) => a + b) / 60;
  // Thinning: candidates for arrivals at the rate of the busiest hour, kept by the share of their own.
  const busiest = Math.max(...hourShare);
  for (let at = 0; ;) {
    at -= Math.log(next()) / (perMinute * busiest);
    if (at >= days * 1440) return found;
    if (next() * busiest <= (hourShare[Math.floor(at / 60) % 24] ?? 0)) found.push(at);
  }
}

/** Requests for teams of two to five specialties, and the disease of each seat, hidden from the policies. */
function panelsOf(
  seed: number,
  arrivals: readonly number[],
  rankedFor: (specialty: number, disease: number, region: number) => SimCandidate[],
): { panels: SimPanel[]; diseaseOf: number[][] } {
  const diseaseOf: number[][] = [];
  const panels = arrivals.map((at, p): SimPanel => {
    const next = streamOf(seed, 21, p);
    const level = levelOf(next());
    const region = Math.floor(next() * regions);
    let rest = next();
    const seats =
      2 +
      Math.max(
        0,
        seatShare.findIndex((share) => (rest -= share) < 0),
      );
    const wanted = new Set<number>();
    while (wanted.size < seats) wanted.add(skewed(next()));
    const ill = [...wanted].map(() => Math.floor(next() * diseases));
    diseaseOf.push(ill);
    return {
      at,
      level,
      seats: [...wanted].map((specialty, seat) => rankedFor(specialty, ill[seat] ?? 0, region)),
    };
  });
  return { panels, diseaseOf };
}

/**
 * An invented stretch of days: experts with heavy-tailed skills, daily rhythms, moods and caps; requests in peaks. All
 * rates are invented; what is compared is policies, not hospitals. The same settings give the same world, and a longer
 * pool or a higher demand leaves the people and their answers as they are.
 */
export function syntheticDays(settings: SyntheticSettings): SimWorld {
  const { seed, demand, days, clocks } = settings;
  const experts = Array.from({ length: settings.experts }, (_, e) => newExpert(seed, e));
  const ofSpecialty = Array.from({ length: specialties }, (_, s) =>
    experts.flatMap((expert, e) => (expert.specialties.includes(s) ? [e] : [])),
  );
  const rankedFor = (specialty: number, disease: number, region: number): SimCandidate[] =>
    (ofSpecialty[specialty] ?? [])
      .map((e): SimCandidate => {
        const expert = experts[e];
        return {
          expert: e,
          // What a ranking can know: evidence for the disease, and a noisy rating in the place of quality.
          ability: within(
            0.4 * (((expert?.rating ?? 3) - 3) / 2) + 0.6 * (expert?.skills[disease] ?? 0),
            0,
            1,
          ),
          reach: reachOf(region, expert?.region ?? 0),
        };
      })
      .sort((a, b) => b.ability - a.ability || a.expert - b.expert)
      .slice(0, mostCandidates);
  const hidden: { disease: number; level: UrgencyLevel }[] = [];
  const requests: SimRequest[] = [];
  for (const at of arrivalsOf(streamOf(seed, 2), demand, days)) {
    const next = streamOf(seed, 3, requests.length);
    const level = levelOf(next());
    const specialty = skewed(next());
    const disease = Math.floor(next() * diseases);
    const region = Math.floor(next() * regions);
    hidden.push({ disease, level });
    requests.push({ at, level, candidates: rankedFor(specialty, disease, region) });
  }
  const { panels, diseaseOf } = panelsOf(
    seed,
    arrivalsOf(streamOf(seed, 20), settings.panels ?? 0, days),
    rankedFor,
  );
  const answerOf = (e: number, level: UrgencyLevel, atMinute: number, keys: readonly number[]) => {
    const expert = experts[e];
    const present = presence(expert?.kind ?? 0, Math.floor(atMinute / 60) % 24);
    const z = normalOf(drawOf(seed, 4, ...keys), drawOf(seed, 5, ...keys));
    return {
      present,
      acceptance: expert?.acceptance ?? 0,
      minutes: (((expert?.medianMinutes ?? Infinity) * haste[level]) / present) * Math.exp(0.8 * z),
      draw: drawOf(seed, 6, ...keys),
    };
  };
  const qualityOf = (e: number, disease: number): number =>
    0.5 * (experts[e]?.quality ?? 0) + 0.5 * (experts[e]?.skills[disease] ?? 0);
  return {
    beginsAt: instant("2026-03-02T00:00:00+08:00"),
    experts,
    requests,
    panels,
    isOpen: (e, halfHour) =>
      presence(experts[e]?.kind ?? 0, Math.floor(halfHour / 2) % 24) >= 0.5 &&
      drawOf(seed, 9, e, halfHour) < openShare,
    clocks,
    measuredFrom: days > 1 ? 1440 : 0,
    measuredTo: (days - 0.25) * 1440,
    endsAt: days * 1440 + 600,
    truth: {
      answer(request, e, attempt, atMinute) {
        const level = hidden[request]?.level ?? "IV";
        const { minutes, draw, acceptance, present } = answerOf(e, level, atMinute, [request, e, attempt]);
        return { minutes, accepts: draw < acceptance * (0.6 + 0.4 * present) };
      },
      panelAnswer(panel, seat, e, attempt, atMinute) {
        const level = panels[panel]?.level ?? "IV";
        const { minutes, draw, acceptance } = answerOf(e, level, atMinute, [-1 - panel, seat, e, attempt]);
        // His calendar has the time: the hour at which he is asked does not make him refuse it.
        return { minutes, accepts: draw < acceptance };
      },
      quality: (request, e) => qualityOf(e, hidden[request]?.disease ?? 0),
      panelQuality: (panel, seat, e) => qualityOf(e, diseaseOf[panel]?.[seat] ?? 0),
      duration: (request) => 30 + 40 * drawOf(seed, 7, request),
    },
  };
}
