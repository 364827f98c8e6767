import { inOneGo, type Pieces } from "../../kernel/pieces.js";
import { type ProfileModel, type SubScore, subScores } from "./model.js";
import type { Totals } from "./totals.js";

/** Whom an expert is compared with. */
export interface PeerPlace {
  /** Declared 诊疗科目, the narrowest first, up to the first level: 03.04, 03. Empty: none on record. */
  readonly specialtyLine: readonly string[];
  /** Height of the title, 4 正高 to 1 初级; 0: none on record. */
  readonly titleRank: number;
}

/** `*` in a group's key stands for every specialty or every title. */
export interface PeerGroup {
  readonly specialty: string;
  readonly titleRank: string;
}

/** What a group of peers is like in one sub-score. */
export interface PeerMean extends PeerGroup {
  readonly sub: SubScore;
  readonly members: number;
  readonly withEvidence: number;
  /** Facts and amounts: mean units, members without evidence counted as none. Rates: mean 0–1. */
  readonly mean: number;
  /** Amounts: share of the mean in an estimate, 0–`mostShrinkage`. Rates: imagined tries at the mean. */
  readonly strength: number;
}

export interface PeerMember extends PeerPlace {
  readonly totals: Totals;
}

/** Narrowest group first: specialty and title, first-level specialty and title, the title alone, everybody. */
export function groupsOf({ specialtyLine, titleRank }: PeerPlace): PeerGroup[] {
  const rank = String(titleRank);
  const [narrowest] = specialtyLine;
  const root = specialtyLine.at(-1);
  return [
    ...(narrowest === undefined ? [] : [{ specialty: narrowest, titleRank: rank }]),
    ...(root === undefined || root === narrowest ? [] : [{ specialty: root, titleRank: rank }]),
    { specialty: "*", titleRank: rank },
    { specialty: "*", titleRank: "*" },
  ];
}

const keyOf = ({ specialty, titleRank }: PeerGroup): string => `${specialty}|${titleRank}`;

/** Looks an expert's priors up among the stored means. */
export interface Peers {
  readonly rows: readonly PeerMean[];
  /** The narrowest group with a mean of its own; undefined: the pool is too small to tell. */
  of(place: PeerPlace, sub: SubScore): PeerMean | undefined;
  /** False: nobody in the pool has evidence of this kind, so the platform does not gather it yet. */
  isMeasured(sub: SubScore): boolean;
}

export function peersOf(rows: readonly PeerMean[]): Peers {
  const known = new Map(rows.map((row) => [`${keyOf(row)}|${row.sub}`, row]));
  const measured = new Set(rows.filter((row) => row.withEvidence > 0).map((row) => row.sub));
  return {
    rows,
    of(place, sub) {
      for (const group of groupsOf(place)) {
        const row = known.get(`${keyOf(group)}|${sub}`);
        if (row !== undefined) return row;
      }
      return undefined;
    },
    isMeasured: (sub) => measured.has(sub),
  };
}

/**
 * Means and strengths of every group with at least `fewestPeers` members (rates: that many with evidence), by the method of
 * moments; and of everybody, however few, so that it is known what is measured at all. In order of group and sub-score.
 * Members must come in a fixed order (by id): sums of fractions depend on it in their last digit.
 * Source: Morris, Parametric empirical Bayes inference, JASA 1983;78:47-55; Kleinman, Proportions with extraneous
 * variance, JASA 1973;68:46-54 (moments of the beta-binomial).
 */
export const estimatePeers = (members: readonly PeerMember[], model: ProfileModel): PeerMean[] =>
  inOneGo(estimatingPeers(members, model));

/** {@link estimatePeers} with a pause after each mean: of 100,000 members all together take seconds. */
export function* estimatingPeers(members: readonly PeerMember[], model: ProfileModel): Pieces<PeerMean[]> {
  const groups = new Map<string, { group: PeerGroup; members: PeerMember[] }>();
  for (const member of members)
    for (const group of groupsOf(member)) {
      const key = keyOf(group);
      const found = groups.get(key) ?? { group, members: [] };
      found.members.push(member);
      groups.set(key, found);
    }
  const means: PeerMean[] = [];
  for (const key of [...groups.keys()].sort()) {
    const found = groups.get(key);
    if (found === undefined) continue;
    for (const sub of subScores) {
      yield;
      const mean =
        model.subs[sub].family === "rate"
          ? rateMean(found.group, found.members, sub, model)
          : amountMean(found.group, found.members, sub, model);
      if (mean !== undefined) means.push(mean);
    }
  }
  return means;
}

const isEverybody = (group: PeerGroup): boolean => group.specialty === "*" && group.titleRank === "*";

/**
 * Gamma–Poisson: an expert's units scatter around what he truly does like counts, so of the variance between experts the
 * mean itself is noise. The share of the peers' mean in the estimate is noise ÷ variance.
 */
function amountMean(
  group: PeerGroup,
  members: readonly PeerMember[],
  sub: SubScore,
  model: ProfileModel,
): PeerMean | undefined {
  const withEvidence = members.filter(({ totals }) => totals.has(sub)).length;
  const row = { ...group, sub, members: members.length, withEvidence };
  if (members.length < model.fewestPeers)
    return isEverybody(group) && withEvidence > 0 ? { ...row, mean: 0, strength: 0 } : undefined;
  const units = members.map(({ totals }) => totals.get(sub)?.units ?? 0);
  const mean = units.reduce((sum, one) => sum + one, 0) / units.length;
  const variance = units.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (units.length - 1);
  // A fact is known or not; it is no sample of anything, so nothing pulls it to the mean.
  const isSample = model.subs[sub].family === "amount";
  const strength = !isSample
    ? 0
    : variance <= 0
      ? model.mostShrinkage
      : Math.min(model.mostShrinkage, mean / variance);
  return { ...row, mean, strength };
}

/** Beta–binomial: what is left of the variance between experts after the chance of few tries says how alike they are. */
function rateMean(
  group: PeerGroup,
  members: readonly PeerMember[],
  sub: SubScore,
  model: ProfileModel,
): PeerMean | undefined {
  const tries = members.flatMap(({ totals }) => {
    const total = totals.get(sub);
    return total === undefined ? [] : [{ n: total.well + total.badly, well: total.well }];
  });
  const row = { ...group, sub, members: members.length, withEvidence: tries.length };
  const { priorMean, priorStrength } = model.subs[sub];
  if (tries.length < model.fewestPeers)
    return isEverybody(group) && tries.length > 0
      ? { ...row, mean: priorMean, strength: priorStrength }
      : undefined;
  const n = tries.reduce((sum, one) => sum + one.n, 0);
  // Half a try of the model's own prior keeps a group in which all went well from being certain of it.
  const mean = (tries.reduce((sum, one) => sum + one.well, 0) + priorMean / 2) / (n + 0.5);
  const chance = mean * (1 - mean);
  const spread = tries.reduce((sum, one) => sum + one.n * (one.well / one.n - mean) ** 2, 0);
  const room = n - tries.reduce((sum, one) => sum + one.n ** 2, 0) / n;
  const between = room <= 0 ? 0 : (spread - (tries.length - 1) * chance) / room;
  const [least, most] = model.priorStrengthRange;
  const strength = between <= 0 ? most : Math.min(most, Math.max(least, chance / between - 1));
  return { ...row, mean, strength };
}
