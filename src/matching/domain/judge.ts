import type {
  AgreementId,
  OrganizationId,
  PersonId,
  PractitionerId,
  PractitionerRoleId,
} from "../../kernel/types.js";
import { DiseaseBounds } from "./disease-bounds.js";
import { type ExclusionCode } from "./exclusion.js";
import { type Explained, explainer, type Sentence } from "./explain.js";
import { learnedSentence } from "./rerank/learned-sentence.js";
import { hundredths, type Shares, shareMeter } from "./factors.js";
import { gateOf } from "./gate.js";
import { type Bitset, countBits, eachBit, noBits, setBit } from "./index/bitset.js";
import { historyOf } from "./kept-by-facts.js";
import { currentModel, type FactorKey, factorKeys, type MatchModel } from "./model.js";
import { weighedPoints } from "./rerank/adjustment.js";
import { inOrder } from "./order.js";
import { nearest, nearFor } from "./nearest.js";
import type { MatchPool } from "./pool.js";
import { isRelevant, type Relevance, relevanceMeter } from "./relevance.js";
import { type MatchFacts, type MatchRequest, noFacts } from "./request.js";
import { dropIrrelevant, sieve, stoppedBy } from "./sieve.js";
import { subjectOf } from "./subject.js";
import { firstOfMany } from "./two-stage.js";
import type { Vocabulary } from "./vocabulary.js";

export interface Factor extends Sentence {
  /** `learned`: what experience adds to the others or takes from them; only where a learned order is in use. */
  readonly key: FactorKey | "learned";
  /** From 0 to the factor's most, of `learned` either sign; together with the others exactly the score. */
  readonly points: number;
  /** Of `learned`: how much of it belongs to each factor. */
  readonly parts?: Readonly<Partial<Record<FactorKey, number>>>;
}

export interface Candidate {
  readonly practitionerRoleId: PractitionerRoleId;
  readonly practitionerId: PractitionerId;
  readonly personId: PersonId;
  readonly institutionId: OrganizationId;
  readonly agreementId: AgreementId;
  readonly name: string;
  readonly institutionName: string;
  readonly departmentName: string;
  readonly titleName: string | null;
  /** 0 to 100, two decimals. */
  readonly score: number;
  /** The three that weigh most, best first. */
  readonly reasons: readonly Sentence[];
  /** All factors, in the order of {@link factorKeys}, and what was learned at the end. */
  readonly factors: readonly Factor[];
  /** Evidence for the disease lies outside every declared specialty that usually looks after it (隐藏技能). */
  readonly isHiddenSkill: boolean;
}

export interface RankOptions {
  readonly vocabulary: Vocabulary;
  readonly facts?: MatchFacts;
  readonly model?: MatchModel;
  /** Candidates to explain and return; 20 when not given. */
  readonly limit?: number;
  /** This role is returned as well when it may be asked, after the others if it is further down. */
  readonly alsoRoleId?: string | null;
  /**
   * Up to so many who may be asked are judged one by one; of more, those that the index shows to be able to reach the first
   * `limit`. The answer is the same. 1,000 when not given.
   */
  readonly judgeAllUpTo?: number;
  /** At most so many examples of each rule that stopped somebody; 3 when not given. Finding them takes as long as ranking. */
  readonly examples?: number;
  /**
   * So many, the best by what the index says, are scored before anything is known of the scores to beat. Three times `limit` when not
   * given, at least 16.
   */
  readonly firstCandidates?: number;
}

export const defaultLimit = 20;
const defaultJudgeAll = 1000;
const defaultFirst = (limit: number): number => Math.max(16, 3 * limit);
const defaultExamples = 3;
/** Factors that say why this expert; the others only move the order. */
const tellingFactors = new Set<Factor["key"]>([
  "specialty",
  "disease",
  "history",
  "response",
  "text",
  "title",
]);

/** One ranking in progress: every member judged, with what is needed to explain any of them. */
export interface Judgment {
  readonly model: MatchModel;
  /** Everyone who can be asked. */
  readonly eligible: number;
  /** Slots, best first: all who can be asked, or, of many, the first of them, at least `limit` people. */
  readonly order: readonly number[];
  /** How many were scored one by one. */
  readonly compared: number;
  readonly exclusionOf: (m: number) => ExclusionCode | undefined;
  /** How many each rule stopped. */
  readonly excluded: ReadonlyMap<ExclusionCode, number>;
  /** A few that the rule stopped: those nearest to the case, equal ones by name and role id. */
  readonly nearest: (code: ExclusionCode) => number[];
  readonly explain: (m: number) => Candidate;
  /** 0 to 100, two decimals, of somebody in {@link order}; 0 for others. */
  readonly scoreOf: (m: number) => number;
  readonly detailOf: (m: number, code: ExclusionCode) => string;
}

/** Judges the pool: hard filters first, then relevance, then the score. */
export function judge(request: MatchRequest, pool: MatchPool, options: RankOptions): Judgment {
  const { vocabulary, facts = noFacts, model = currentModel, limit = defaultLimit } = options;
  const history = historyOf(facts).byRole;
  const subject = subjectOf(request, pool, vocabulary, model);
  const gate = gateOf(request, pool, facts, subject, vocabulary);
  const meter = relevanceMeter(subject, pool, history, request.specialtyCode, model);
  const measure = shareMeter(facts, history, request, gate, vocabulary, model);
  const words = explainer(request, pool, facts, history, subject, gate, vocabulary, model);
  const members = pool.members;
  const shares: Shares = new Float64Array(factorKeys.length);
  const mostPoints = factorKeys.map((key) => model.points[key]);
  const weighed = weighedPoints(model);
  const mostWeighed = factorKeys.map((key) => weighed[key]);
  const pointsOf = (m: number, relevance: Relevance): number[] => {
    const member = members[m];
    if (!member) return [];
    measure(m, member, relevance, shares);
    return mostPoints.map((most, i) => hundredths(shares[i] ?? 0, most));
  };
  const scoreOf = (m: number, relevance: Relevance): number => {
    const member = members[m];
    if (!member) return 0;
    measure(m, member, relevance, shares);
    let score = 0;
    for (let i = 0; i < mostWeighed.length; i++) score += hundredths(shares[i] ?? 0, mostWeighed[i] ?? 0);
    return score;
  };
  /** What was learned, factor by factor, in hundredths: each factor with it, less the factor without. After {@link pointsOf}. */
  const learnedParts = (): number[] =>
    mostWeighed.map(
      (most, i) => hundredths(shares[i] ?? 0, most) - hundredths(shares[i] ?? 0, mostPoints[i] ?? 0),
    );

  const disease = new DiseaseBounds(subject, pool, model);
  const passed = sieve(pool, request, facts, gate.rules);
  const {
    judgeAllUpTo = defaultJudgeAll,
    firstCandidates = defaultFirst(limit),
    examples = defaultExamples,
  } = options;
  const isMany = countBits(passed.passed) > judgeAllUpTo;
  const firsts = isMany
    ? firstOfMany(passed.passed, {
        pool,
        request,
        facts,
        subject,
        gate,
        meter,
        disease,
        vocabulary,
        model,
        limit,
        firstCandidates,
        scoreOf,
      })
    : undefined;
  let scores: ReadonlyMap<number, number>;
  let relevant: Bitset;
  if (firsts) ({ scores, relevant } = firsts);
  else {
    const judged = new Map<number, number>();
    const those = noBits(pool.index.endSlot);
    eachBit(passed.passed, (m) => {
      const relevance = meter.ofMember(m);
      if (!isRelevant(relevance, subject, model)) return;
      judged.set(m, scoreOf(m, relevance));
      setBit(those, m);
    });
    scores = judged;
    relevant = those;
  }
  const sieved = dropIrrelevant(passed, relevant);
  const order = inOrder(scores, members);

  const explain = (m: number): Candidate => {
    const member = members[m];
    const agreementId = gate.agreementIdOf(m);
    if (!member || member.personId === null || agreementId === undefined)
      throw new RangeError(`member ${m} of this pool cannot be asked`);
    const relevance = { ...meter.ofMember(m) };
    const about: Explained = { member, index: m, relevance };
    const points = pointsOf(m, relevance);
    const factors: Factor[] = factorKeys.map((key, i) => ({
      key,
      ...words.sentence(key, about),
      points: (points[i] ?? 0) / 100,
    }));
    let score = points.reduce((sum, each) => sum + each, 0);
    if (model.learned) {
      const parts = learnedParts();
      const learned = parts.reduce((sum, each) => sum + each, 0);
      score += learned;
      factors.push(learnedFactor(model.learned.version, parts, learned));
    }
    const isHiddenSkill = words.isHiddenSkill(about);
    const reasons = factors
      .filter((factor) => factor.points > 0 && tellingFactors.has(factor.key))
      // Evidence outside the declared specialty is what the reader would not expect: it comes first.
      .sort(
        (a, b) =>
          Number(isHiddenSkill && b.key === "disease") - Number(isHiddenSkill && a.key === "disease") ||
          b.points - a.points ||
          factors.indexOf(a) - factors.indexOf(b),
      )
      .slice(0, 3)
      .map(({ zh, en }) => ({ zh, en }));
    return {
      practitionerRoleId: member.practitionerRoleId,
      practitionerId: member.practitionerId,
      personId: member.personId,
      institutionId: member.institutionId,
      agreementId,
      name: member.name,
      institutionName: member.institutionName,
      departmentName: member.departmentName,
      titleName: member.titleName,
      score: score / 100,
      reasons,
      factors,
      isHiddenSkill,
    };
  };
  let known: ReturnType<typeof nearFor> | undefined;
  const near = () => (known ??= nearFor(subject, pool, model));
  const nearestOf = (those: Bitset): number[] =>
    nearest(those, { pool, meter, near, examples, measureAllUpTo: judgeAllUpTo });
  return {
    model,
    eligible: countBits(sieved.passed),
    order,
    compared: scores.size,
    explain,
    scoreOf: (m) => (scores.get(m) ?? 0) / 100,
    exclusionOf: (m) => stoppedBy(sieved, m),
    excluded: new Map(Array.from(sieved.stopped, ([code, those]) => [code, countBits(those)])),
    nearest: (code) => nearestOf(sieved.stopped.get(code) ?? new Uint32Array(0)),
    detailOf: gate.detailOf,
  };
}

/** What was learned as one more factor, with what moved most in words. Hundredths in, points out. */
function learnedFactor(version: string, parts: readonly number[], learned: number): Factor {
  const moved = factorKeys.flatMap((key, i) => {
    const part = parts[i] ?? 0;
    return part === 0 ? [] : [[key, part / 100] as const];
  });
  return {
    key: "learned",
    ...learnedSentence(version, moved),
    points: learned / 100,
    parts: Object.fromEntries(moved),
  };
}
