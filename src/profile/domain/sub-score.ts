import { apportion, hundredths } from "./apportion.js";
import type { Evidence } from "./evidence.js";
import type { ProfileModel, SubScore } from "./model.js";
import type { PeerMean } from "./peers.js";
import type { Total } from "./totals.js";

export const confidenceLevels = ["low", "medium", "high"] as const;
export type ConfidenceLevel = (typeof confidenceLevels)[number];

/** What one piece of evidence adds to (or, for a rate, takes from) a score. */
export interface Contribution {
  readonly evidence: Evidence;
  readonly trust: number;
  readonly freshness: number;
  /** Signed points, whole hundredths. */
  readonly points: number;
}

/** What the score takes from the peers. */
export interface PeerShare {
  readonly specialty: string;
  readonly titleRank: string;
  readonly members: number;
  /** Signed points, whole hundredths. */
  readonly points: number;
}

export interface Score {
  /** 0–100, whole hundredths. */
  readonly score: number;
  /** 90 % credible band; low ≤ score ≤ high. */
  readonly low: number;
  readonly high: number;
  /** Effective evidence: independent pieces, each counted by trust and freshness. */
  readonly effective: number;
  readonly confidence: ConfidenceLevel;
  /** Date of the newest piece that counts. */
  readonly newestOn: string;
}

export interface SubResult extends Score {
  readonly sub: SubScore;
  /** What the score starts from; null: nothing of it is borrowed. With the contributions it adds up to the score. */
  readonly peers: PeerShare | null;
  /** Most points (either way) first; equal ones in order of ids. */
  readonly contributions: readonly Contribution[];
}

export const confidenceOf = (effective: number, model: ProfileModel): ConfidenceLevel => {
  const [medium, high] = model.confidence;
  return effective >= high ? "high" : effective >= medium ? "medium" : "low";
};

/** Units so few that the peers lend next to nothing: they lend T/(T+1) of their share. */
const lentFrom = 1;

interface Estimate {
  readonly score: number;
  readonly low: number;
  readonly high: number;
  readonly peerPoints: number;
  readonly points: readonly number[];
}

/**
 * One sub-score from its evidence and the peers' mean. The peers' own share and the contributions add up to the score.
 * @param peers undefined: the pool is too small, and the model's own prior serves for rates.
 */
export function scoreSub(
  sub: SubScore,
  total: Total,
  peers: PeerMean | undefined,
  model: ProfileModel,
): SubResult {
  const { family } = model.subs[sub];
  const estimate =
    family === "rate"
      ? estimateRate(sub, total, peers, model)
      : family === "fact"
        ? estimateFact(sub, total, model)
        : estimateAmount(sub, total, peers, model);
  const score = hundredths(estimate.score);
  const [peerPoints = 0, ...points] = apportion([estimate.peerPoints, ...estimate.points], score);
  const contributions = total.pieces
    .map(({ evidence, weighing }, at): Contribution => ({
      evidence,
      trust: weighing.trust,
      freshness: weighing.freshness,
      points: points[at] ?? 0,
    }))
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || (a.evidence.id < b.evidence.id ? -1 : 1));
  const counted = total.pieces.filter(({ weighing }) => weighing.units > 0);
  return {
    sub,
    score,
    low: Math.min(score, hundredths(Math.max(0, estimate.low))),
    high: Math.max(score, hundredths(Math.min(100, estimate.high))),
    effective: hundredths(total.effective),
    confidence: confidenceOf(total.effective, model),
    newestOn: counted.reduce((newest, { evidence }) => maxText(newest, newestDate(evidence)), ""),
    peers:
      peers === undefined && peerPoints === 0
        ? null
        : {
            specialty: peers?.specialty ?? "*",
            titleRank: peers?.titleRank ?? "*",
            members: peers?.members ?? 0,
            points: peerPoints,
          },
    contributions,
  };
}

const maxText = (a: string, b: string): string => (a > b ? a : b);
const newestDate = ({ observedOn, verifiedOn }: Evidence): string => maxText(observedOn, verifiedOn ?? "");

const curve = (units: number, half: number): number => (100 * units) / (units + half);

/** The best piece on the curve; its band runs from "worth as much less again" to "fully proven". */
function estimateFact(sub: SubScore, total: Total, model: ProfileModel): Estimate {
  const { half } = model.subs[sub];
  const score = curve(total.units, half);
  const best = total.pieces.find(({ units }) => units > 0);
  const trust = best?.weighing.trust ?? 1;
  return {
    score,
    low: curve(total.units * trust, half),
    high: curve(total.units / trust, half),
    peerPoints: 0,
    points: total.pieces.map(({ units }) => (units > 0 ? score : 0)),
  };
}

/**
 * Shrunk units A = (1 − B)·T + B·m·T/(T + 1) on the curve 100·A/(A + half). The second part is what peers lend: nothing to
 * who shows nothing, B·m to who shows much. Both grow with T, so more evidence never lowers the score.
 */
function estimateAmount(
  sub: SubScore,
  total: Total,
  peers: PeerMean | undefined,
  model: ProfileModel,
): Estimate {
  const { half } = model.subs[sub];
  const share = peers?.strength ?? 0;
  const own = (1 - share) * total.units;
  const lent = (share * (peers?.mean ?? 0) * total.units) / (total.units + lentFrom);
  const shrunk = own + lent;
  const score = curve(shrunk, half);
  const pointsPerUnit = score / shrunk;
  const [low, high] = gammaBand(shrunk, shrunk * (1 - share), model.bandZ);
  return {
    score,
    low: curve(low, half),
    high: curve(high, half),
    peerPoints: pointsPerUnit * lent,
    points: total.pieces.map(({ units }) => pointsPerUnit * (1 - share) * units),
  };
}

/**
 * Quantiles of a gamma distribution with this mean and variance.
 * Source: Wilson & Hilferty, The distribution of chi-square, PNAS 1931;17:684-688.
 */
function gammaBand(mean: number, variance: number, z: number): readonly [low: number, high: number] {
  const shape = mean ** 2 / variance;
  const at = (side: number): number =>
    mean * Math.max(0, 1 - 1 / (9 * shape) + side / (3 * Math.sqrt(shape))) ** 3;
  return [at(-z), at(z)];
}

/**
 * Posterior mean of a beta–binomial: (k·m + well) / (k + well + badly). A piece pulls from the mean by what it is better
 * or worse than the mean.
 */
function estimateRate(
  sub: SubScore,
  total: Total,
  peers: PeerMean | undefined,
  model: ProfileModel,
): Estimate {
  const { priorMean, priorStrength } = model.subs[sub];
  const mean = peers?.mean ?? priorMean;
  const strength = peers?.strength ?? priorStrength;
  const good = strength * mean + total.well;
  const bad = strength * (1 - mean) + total.badly;
  const rate = good / (good + bad);
  const [low, high] = logitBand(rate, good, bad, model.bandZ);
  return {
    score: 100 * rate,
    low: 100 * low,
    high: 100 * high,
    peerPoints: 100 * mean,
    points: total.pieces.map(({ well, badly }) => (100 * (well - mean * (well + badly))) / (good + bad)),
  };
}

/** Band of a beta distribution, normal on the log-odds, which stays within 0 and 1. */
export function logitBand(
  rate: number,
  good: number,
  bad: number,
  z: number,
): readonly [low: number, high: number] {
  const centre = Math.log(rate / (1 - rate));
  const width = z * Math.sqrt(1 / good + 1 / bad);
  const back = (logit: number): number => 1 / (1 + Math.exp(-logit));
  return [back(centre - width), back(centre + width)];
}
