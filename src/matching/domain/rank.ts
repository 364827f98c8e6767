import { groupBy } from "../../kernel/collections.js";
import type {
  AgreementId,
  OrganizationId,
  PersonId,
  PractitionerId,
  PractitionerRoleId,
} from "../../kernel/types.js";
import { type ExclusionCode, exclusionCodes, exclusionTexts } from "./exclusion.js";
import { type Explained, explainer, type Sentence } from "./explain.js";
import { hundredths, type Shares, shareMeter } from "./factors.js";
import { gateOf } from "./gate.js";
import { currentModel, type FactorKey, factorKeys, type MatchModel } from "./model.js";
import type { MatchPool, PoolMember } from "./pool.js";
import { isRelevant, type Relevance, relevanceMeter } from "./relevance.js";
import { subjectOf } from "./subject.js";
import { type MatchFacts, type MatchRequest, noFacts } from "./request.js";
import type { Vocabulary } from "./vocabulary.js";

export interface Factor extends Sentence {
  readonly key: FactorKey;
  /** From 0 to the factor's most; together with the others exactly the score. */
  readonly points: number;
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
  /** All factors, in the order of {@link factorKeys}. */
  readonly factors: readonly Factor[];
  /** Evidence for the disease lies outside every declared specialty that usually looks after it (隐藏技能). */
  readonly isHiddenSkill: boolean;
}

export interface ExclusionGroup extends Sentence {
  readonly code: ExclusionCode;
  readonly count: number;
  /** At most three, the most relevant first. */
  readonly examples: readonly {
    readonly practitionerRoleId: PractitionerRoleId;
    readonly name: string;
    readonly institutionName: string;
    readonly detail: string;
  }[];
}

export interface Ranking {
  readonly modelVersion: string;
  /** Members looked at: eligible ones and excluded ones. */
  readonly considered: number;
  /** Everyone who could be asked, shown or not. */
  readonly eligible: number;
  /** The best `limit` people, each with the best post, best first; equal scores by name, then by role id. */
  readonly candidates: readonly Candidate[];
  /** In the order in which the filters look; only codes that occur. */
  readonly excluded: readonly ExclusionGroup[];
}

export interface RankOptions {
  readonly vocabulary: Vocabulary;
  readonly facts?: MatchFacts;
  readonly model?: MatchModel;
  /** Candidates to explain and return; 20 when not given. */
  readonly limit?: number;
  /** This role is returned as well when it may be asked, after the others if it is further down. */
  readonly alsoRoleId?: string | null;
}

const defaultLimit = 20;
const examplesShown = 3;
/** Factors that say why this expert; the others only move the order. */
const tellingFactors = new Set<FactorKey>(["specialty", "disease", "history", "response", "text", "title"]);

const byNameThenId = (a: PoolMember, b: PoolMember): number =>
  a.name !== b.name
    ? a.name < b.name
      ? -1
      : 1
    : a.practitionerRoleId < b.practitionerRoleId
      ? -1
      : a.practitionerRoleId > b.practitionerRoleId
        ? 1
        : 0;

/** Highest score first, equal ones by name and role id. Scores are whole hundredths. */
function inOrder(eligible: readonly number[], scores: Int32Array, members: readonly PoolMember[]): number[] {
  // Typed arrays sort numbers without calling back: the index rides below the score.
  const width = members.length + 1;
  const keys = Float64Array.from(eligible, (m) => m - (scores[m] ?? 0) * width).sort();
  const order = Array.from(keys, (key) => ((key % width) + width) % width);
  const sameScore = (a: number, b: number) => scores[order[a] ?? 0] === scores[order[b] ?? 0];
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && sameScore(from, to)) to++;
    if (to - from > 1) {
      const tied = order.slice(from, to).sort((a, b) => {
        const [one, other] = [members[a], members[b]];
        return one && other ? byNameThenId(one, other) : 0;
      });
      for (const [i, m] of tied.entries()) order[from + i] = m;
    }
    from = to;
  }
  return order;
}

/** One ranking in progress: every member judged, with what is needed to explain any of them. */
export interface Judgment {
  readonly model: MatchModel;
  /** Indices of everyone who can be asked, best first. */
  readonly order: readonly number[];
  readonly exclusionOf: (m: number) => ExclusionCode | undefined;
  readonly explain: (m: number) => Candidate;
  readonly detailOf: (m: number, code: ExclusionCode) => string;
  readonly nearness: (m: number) => number;
}

/** Judges the whole pool: hard filters first, then relevance, then the score. */
export function judge(request: MatchRequest, pool: MatchPool, options: RankOptions): Judgment {
  const { vocabulary, facts = noFacts, model = currentModel } = options;
  const history = groupBy(facts.consultHistory, (past) => past.roleId);
  const subject = subjectOf(request, pool, vocabulary, model);
  const gate = gateOf(request, pool, facts, subject, vocabulary);
  const meter = relevanceMeter(subject, pool, history, request.specialtyCode, model);
  const measure = shareMeter(facts, history, request, gate, vocabulary, model);
  const words = explainer(request, pool, facts, history, subject, gate, vocabulary, model.hiddenSkill);
  const members = pool.members;
  const shares: Shares = new Float64Array(factorKeys.length);
  const mostPoints = factorKeys.map((key) => model.points[key]);
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
    for (let i = 0; i < mostPoints.length; i++) score += hundredths(shares[i] ?? 0, mostPoints[i] ?? 0);
    return score;
  };

  const codeIndex = new Int8Array(members.length).fill(-1);
  const scores = new Int32Array(members.length);
  const eligible: number[] = [];
  for (let m = 0; m < members.length; m++) {
    let code = gate.exclusionOf(m);
    if (code === undefined) {
      const relevance = meter.ofMember(m);
      if (isRelevant(relevance, subject, model)) {
        scores[m] = scoreOf(m, relevance);
        eligible.push(m);
      } else code = "no_relevant_evidence";
    }
    if (code !== undefined) codeIndex[m] = exclusionCodes.indexOf(code);
  }
  const order = inOrder(eligible, scores, members);

  const explain = (m: number): Candidate => {
    const member = members[m];
    const agreementId = gate.agreementIdOf(m);
    if (!member || member.personId === null || agreementId === undefined)
      throw new RangeError(`member ${m} of this pool cannot be asked`);
    const relevance = { ...meter.ofMember(m) };
    const about: Explained = { member, index: m, relevance };
    const points = pointsOf(m, relevance);
    const factors = factorKeys.map((key, i) => ({
      key,
      ...words.sentence(key, about),
      points: (points[i] ?? 0) / 100,
    }));
    const isHiddenSkill = words.isHiddenSkill(about);
    const reasons = factors
      .filter((factor) => factor.points > 0 && tellingFactors.has(factor.key))
      // Evidence outside the declared specialty is what the reader would not expect: it comes first.
      .sort(
        (a, b) =>
          Number(isHiddenSkill && b.key === "disease") - Number(isHiddenSkill && a.key === "disease") ||
          b.points - a.points ||
          factorKeys.indexOf(a.key) - factorKeys.indexOf(b.key),
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
      score: points.reduce((sum, each) => sum + each, 0) / 100,
      reasons,
      factors,
      isHiddenSkill,
    };
  };
  return {
    model,
    order,
    explain,
    exclusionOf: (m) => exclusionCodes[codeIndex[m] ?? -1],
    detailOf: gate.detailOf,
    nearness: meter.nearness,
  };
}

/**
 * Ranks the pool for a request. Members that must not be asked are counted with the first reason that stands in the
 * way, so `eligible` and all counts together are `considered`. The order is total (score, name, role id) and does not
 * depend on the order of the pool; no candidates means that nobody may be asked.
 */
export function rank(request: MatchRequest, pool: MatchPool, options: RankOptions): Ranking {
  const judgment = judge(request, pool, options);
  return {
    modelVersion: judgment.model.version,
    considered: pool.members.length,
    eligible: judgment.order.length,
    candidates: shownOf(judgment, pool, options).map(judgment.explain),
    excluded: groupsOf(judgment, pool),
  };
}

/** Indices to show: one post a person, and the role asked for by name if it is not among them. */
export function shownOf(judgment: Judgment, pool: MatchPool, options: RankOptions): number[] {
  const people = new Set<string>();
  const shown: number[] = [];
  const { limit = defaultLimit, alsoRoleId } = options;
  for (const m of judgment.order) {
    if (shown.length >= limit) break;
    const person = pool.members[m]?.practitionerId ?? "";
    if (people.has(person)) continue;
    people.add(person);
    shown.push(m);
  }
  const also = pool.indexOfRole.get(alsoRoleId ?? "");
  if (also !== undefined && !shown.includes(also) && judgment.exclusionOf(also) === undefined)
    shown.push(also);
  return shown;
}

function groupsOf(judgment: Judgment, pool: MatchPool): ExclusionGroup[] {
  const counts = new Map<ExclusionCode, number>();
  const best = new Map<ExclusionCode, { m: number; nearness: number; member: PoolMember }[]>();
  pool.members.forEach((member, m) => {
    const code = judgment.exclusionOf(m);
    if (code === undefined) return;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const shown = best.get(code) ?? [];
    if (shown.length === 0) best.set(code, shown);
    const nearness = judgment.nearness(m);
    const worst = shown[examplesShown - 1];
    if (worst && nearness < worst.nearness) return;
    shown.push({ m, member, nearness });
    shown.sort((a, b) => b.nearness - a.nearness || byNameThenId(a.member, b.member));
    if (shown.length > examplesShown) shown.pop();
  });
  return exclusionCodes.flatMap((code) => {
    const count = counts.get(code);
    if (count === undefined) return [];
    return [
      {
        code,
        count,
        ...exclusionTexts[code],
        examples: (best.get(code) ?? []).map(({ m, member }) => ({
          practitionerRoleId: member.practitionerRoleId,
          name: member.name,
          institutionName: member.institutionName,
          detail: judgment.detailOf(m, code),
        })),
      },
    ];
  });
}
