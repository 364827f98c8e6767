import { logShare } from "./log-share.js";
import type { MatchModel } from "./model.js";
import type { MatchPool } from "./pool.js";
import type { PastConsults } from "./request.js";
import type { Closeness, SpecialtyFit, Subject } from "./subject.js";

/** What bears on the case in one member, each share from 0 to 1. */
export interface Relevance {
  readonly specialty: SpecialtyFit;
  readonly disease: number;
  /** Evidence for the disease itself or its category alone, for the diagnosis where it is strongest. */
  readonly proven: number;
  /** Which diagnosis the disease evidence is strongest for; -1 for none. */
  readonly diseaseOf: number;
  /** Likeness of the skills text to the doctor's words. */
  readonly text: number;
  /** Share of a diagnosis's own words found in the skills text, and of which diagnosis. */
  readonly named: number;
  readonly namedOf: number;
  /** Past consultations of this kind, weighed by closeness; and how many of them were adopted. */
  readonly consults: number;
  readonly adopted: number;
}

/** Past consultations by role id. */
export type History = ReadonlyMap<string, readonly PastConsults[]>;

/** How close past consultations are to what this case is about. */
export function closestOf(subject: Subject, past: PastConsults): Closeness {
  let closest: Closeness = 0;
  for (const diagnosis of subject.diagnoses)
    for (const code of past.codes) {
      const level = diagnosis.closenessOf(code);
      if (level > closest) closest = level;
    }
  return closest;
}

/** How much a past consultation counts towards this case: its kind, its block, at least its field. */
const consultShare = { kind: 1, block: 0.3, field: 0.15 } as const;

/**
 * Strength of evidence for one diagnosis from patients per closeness: at each level everything as close or closer is
 * counted together, on a logarithmic scale, and weighed by the level; the best level counts, no farther than `farthest`. So more patients never
 * make it weaker, and no number of distant ones outweighs the decay.
 */
function strength(counts: Float64Array, model: MatchModel, farthest = 1): number {
  let together = 0;
  let best = 0;
  for (let level = 4; level >= farthest; level--) {
    together += counts[level] ?? 0;
    if (together === 0) continue;
    const decay = model.codeDecay[4 - level] ?? 0;
    best = Math.max(best, decay * logShare(together, model.fullCount.patients));
  }
  return best;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface RelevanceMeter {
  /** Everything about member m. The object is used again for the next member: copy it to keep it. */
  readonly ofMember: (m: number) => Relevance;
  /** The share of the disease, and past consultations of this kind, alone. */
  readonly disease: (m: number) => number;
  readonly consults: (m: number) => number;
  /** Specialty and disease alone: how near an excluded member is to the case. */
  readonly nearness: (m: number) => number;
}

export function relevanceMeter(
  subject: Subject,
  pool: MatchPool,
  history: History,
  specialtyCode: string | null,
  model: MatchModel,
): RelevanceMeter {
  const counts = new Float64Array(5);
  const hits = new Float64Array(subject.diagnoses.length);
  const found: Mutable<Relevance> = {
    specialty: subject.fitOf([]),
    disease: 0,
    proven: 0,
    diseaseOf: -1,
    text: 0,
    named: 0,
    namedOf: -1,
    consults: 0,
    adopted: 0,
  };

  const measureDisease = (m: number): void => {
    const from = pool.evidenceStart[m] ?? 0;
    const to = pool.evidenceStart[m + 1] ?? 0;
    let best = 0;
    let sum = 0;
    let weights = 0;
    found.diseaseOf = -1;
    found.proven = 0;
    for (let d = 0; d < subject.diagnoses.length; d++) {
      const diagnosis = subject.diagnoses[d];
      if (!diagnosis) continue;
      counts.fill(0);
      for (let e = from; e < to; e++) {
        const level = diagnosis.closeness[pool.evidenceTerm[e] ?? 0] ?? 0;
        if (level > 0) counts[level] = (counts[level] ?? 0) + (pool.evidenceCount[e] ?? 0);
      }
      const value = strength(counts, model) * diagnosis.weight;
      found.proven = Math.max(found.proven, strength(counts, model, 3) * diagnosis.weight);
      sum += value;
      weights += diagnosis.weight;
      if (value <= best) continue;
      best = value;
      found.diseaseOf = d;
    }
    found.disease = weights === 0 ? 0 : 0.75 * best + (0.25 * sum) / weights;
  };

  const measureText = (m: number): void => {
    const from = pool.gramStart[m] ?? 0;
    const to = pool.gramStart[m + 1] ?? 0;
    let shared = 0;
    hits.fill(0);
    for (let g = from; g < to; g++) {
      const bits = subject.gramBits[pool.gram[g] ?? 0] ?? 0;
      if (bits === 0) continue;
      if (bits & 1) shared++;
      for (let d = 0; d < hits.length; d++) if (bits & (1 << (d + 1))) hits[d] = (hits[d] ?? 0) + 1;
    }
    found.text = 1 - Math.exp(-shared / 8);
    found.named = 0;
    found.namedOf = -1;
    for (let d = 0; d < hits.length; d++) {
      const total = subject.diagnoses[d]?.gramCount ?? 0;
      const share = total === 0 ? 0 : (hits[d] ?? 0) / total;
      if (share <= found.named) continue;
      found.named = share;
      found.namedOf = d;
    }
  };

  const measureConsults = (m: number): void => {
    found.consults = 0;
    found.adopted = 0;
    for (const past of history.get(pool.members[m]?.practitionerRoleId ?? "") ?? []) {
      const level = closestOf(subject, past);
      const isSameField = past.specialtyCode !== null && past.specialtyCode === specialtyCode;
      const share =
        level >= 3
          ? consultShare.kind
          : level === 2
            ? consultShare.block
            : isSameField
              ? consultShare.field
              : 0;
      found.consults += past.consults * share;
      found.adopted += past.adopted * share;
    }
  };

  const ofMember = (m: number): Relevance => {
    found.specialty = subject.fitOf(pool.members[m]?.specialtyCodes ?? []);
    measureDisease(m);
    measureText(m);
    measureConsults(m);
    return found;
  };
  const nearness = (m: number): number => {
    measureDisease(m);
    return found.disease + subject.fitOf(pool.members[m]?.specialtyCodes ?? []).value;
  };
  const disease = (m: number): number => {
    measureDisease(m);
    return found.disease;
  };
  const consults = (m: number): number => {
    measureConsults(m);
    return found.consults;
  };
  return { ofMember, disease, consults, nearness };
}

/** The fit of the specialty, declared or proven by patients of this disease, whichever is better. */
export const fitOf = ({ specialty, proven }: Relevance, { provenFit }: MatchModel): number =>
  Math.max(specialty.value, Math.min(provenFit.most, proven * provenFit.slope));

/**
 * True when anything says that this member can answer: nobody is asked because he is merely free. Likeness of long
 * texts alone counts only when neither a specialty nor a coded diagnosis says what the case is about.
 */
export const isRelevant = (relevance: Relevance, subject: Subject, model: MatchModel): boolean =>
  relevance.specialty.value >= model.gate.specialty ||
  relevance.disease >= model.gate.disease ||
  relevance.named >= model.gate.named ||
  relevance.consults >= model.gate.consults ||
  (subject.topics.length === 0 && relevance.text >= model.gate.text);
