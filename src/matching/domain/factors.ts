import type { Gate } from "./gate.js";
import { answersOf, historyOf } from "./kept-by-facts.js";
import { type FactorKey, factorKeys, type MatchModel } from "./model.js";
import type { PoolMember } from "./pool.js";
import { fitOf, type History, type Relevance } from "./relevance.js";
import type { MatchFacts, MatchRequest, PastConsults, ResponseStats } from "./request.js";
import type { Vocabulary } from "./vocabulary.js";

/** What the experts with a history show on average; an expert's own numbers are drawn towards it. */
export interface Priors {
  readonly adoption: number;
  readonly acceptance: number;
  readonly answerMinutes: number;
}

/** Means over everything the facts hold, with the model's own where they hold nothing. */
export function priorsOf(facts: MatchFacts, model: MatchModel): Priors {
  const { consults, adopted } = historyOf(facts);
  const { offers, accepted, timed, minutes } = answersOf(facts);
  return {
    adoption: consults === 0 ? model.priorMean.adoption : adopted / consults,
    acceptance: offers === 0 ? model.priorMean.acceptance : accepted / offers,
    answerMinutes: timed === 0 ? model.priorMean.answerMinutes : minutes / timed,
  };
}

/** An observed share drawn towards the mean by `strength` imagined observations (Beta prior; empirical Bayes). */
export const shrunken = (successes: number, trials: number, mean: number, strength: number): number =>
  (successes + strength * mean) / (trials + strength);

/** Answering, 0 to 1: how often he says yes, half of it by how fast, both drawn towards the pool's mean. */
export function responseShareOf(
  stats: ResponseStats | undefined,
  priors: Priors,
  level: MatchRequest["level"],
  model: MatchModel,
): number {
  const offers = stats?.offers ?? 0;
  const strength = model.priorStrength.response;
  const acceptance = shrunken(stats?.accepted ?? 0, offers, priors.acceptance, strength);
  const timed = stats === undefined || stats.medianMinutes === null ? 0 : offers;
  const minutes =
    (timed * (stats?.medianMinutes ?? 0) + strength * priors.answerMinutes) / (timed + strength);
  const speed = Math.exp(-minutes / model.answerScaleMinutes[level]);
  return acceptance * (0.5 + 0.5 * speed);
}

/** The share of his advice that was adopted, whatever it was about, drawn towards the pool's mean. */
export function overallAdoptionOf(
  pasts: readonly PastConsults[] | undefined,
  priors: Priors,
  model: MatchModel,
): number {
  let consults = 0;
  let adopted = 0;
  for (const past of pasts ?? []) {
    consults += past.consults;
    adopted += past.adopted;
  }
  return shrunken(adopted, consults, priors.adoption, model.priorStrength.adoptionOverall);
}

/** What is left of a day and week, 0 to 1. */
export const loadShareOf = (member: PoolMember, facts: MatchFacts): number => {
  const load = facts.loadByRole.get(member.practitionerRoleId);
  return load === undefined
    ? 1
    : 1 - Math.min(1, Math.max(load.today / member.dailyCap, load.thisWeek / member.weeklyCap));
};

/** History and response of someone of whom nothing is recorded, as {@link shareMeter} measures them. */
export function sharesWithoutRecord(
  facts: MatchFacts,
  request: MatchRequest,
  model: MatchModel,
): { readonly history: number; readonly response: number } {
  const priors = priorsOf(facts, model);
  const speed = Math.exp(-priors.answerMinutes / model.answerScaleMinutes[request.level]);
  return { history: 0.55 * priors.adoption, response: priors.acceptance * (0.5 + 0.5 * speed) };
}

/** How near a region is to the inviting one. */
export const regionShareFor =
  (request: MatchRequest, vocabulary: Vocabulary, model: MatchModel) =>
  (code: string): number => {
    const here = request.requesterRegionCode;
    if (code === here) return model.region.county;
    if (code.slice(0, 4) === here.slice(0, 4)) return model.region.city;
    if (code.slice(0, 2) === here.slice(0, 2)) return model.region.province;
    return vocabulary.areNeighbours(code, here) ? model.region.neighbour : model.region.far;
  };

/** Each factor from 0 to 1, in the order of {@link factorKeys}. */
export type Shares = Float64Array;

export function shareMeter(
  facts: MatchFacts,
  history: History,
  request: MatchRequest,
  gate: Gate,
  vocabulary: Vocabulary,
  model: MatchModel,
): (m: number, member: PoolMember, relevance: Relevance, shares: Shares) => void {
  const priors = priorsOf(facts, model);
  const at = Object.fromEntries(factorKeys.map((key, i) => [key, i])) as Record<FactorKey, number>;
  const closeness = new Map<string, number>();
  const regionShare = (code: string): number => {
    let share = closeness.get(code);
    if (share === undefined) closeness.set(code, (share = regionClosenessOf(code)));
    return share;
  };
  const regionClosenessOf = regionShareFor(request, vocabulary, model);
  const adoptionOf = (member: PoolMember, relevance: Relevance): number =>
    shrunken(
      relevance.adopted,
      relevance.consults,
      overallAdoptionOf(history.get(member.practitionerRoleId), priors, model),
      model.priorStrength.adoptionOfKind,
    );
  const fullConsults = Math.log1p(model.fullCount.consults);

  return (m, member, relevance, shares) => {
    const stats = facts.responseStats.get(member.practitionerRoleId);
    // Advice that was not taken up is no experience to go by.
    const experience = Math.min(1, Math.log1p(relevance.adopted) / fullConsults);

    shares[at.specialty] = fitOf(relevance, model);
    shares[at.disease] = relevance.disease;
    shares[at.history] = 0.55 * adoptionOf(member, relevance) + 0.45 * experience;
    shares[at.response] = responseShareOf(stats, priors, request.level, model);
    shares[at.text] = 0.6 * relevance.named + 0.4 * relevance.text;
    shares[at.title] = model.title[member.titleRank];
    shares[at.load] = loadShareOf(member, facts);
    shares[at.region] = regionShare(member.regionCode);
    const wait = gate.minutesUntilDuty(m);
    shares[at.duty] = member.dutyHours.length === 0 ? 0.5 : wait === 0 ? 1 : 0;
    shares[at.freshness] = member.freshness;
    shares[at.newcomer] = Math.max(0, 1 - (stats?.offers ?? 0) / model.newcomerOffers);
  };
}

/** Points are kept as whole hundredths, so that shown factors add up to the shown score exactly. */
export const hundredths = (share: number, mostPoints: number): number =>
  Math.round(Math.min(1, Math.max(0, share)) * mostPoints * 100);
