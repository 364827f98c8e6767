import { apportion, hundredths } from "./apportion.js";
import type { Evidence, EvidenceSource } from "./evidence.js";
import type { ProfileModel } from "./model.js";
import { gradeWorth, weigh } from "./weigh.js";

/** `disease`: ICD-10 · `operation`: ICD-9-CM-3. */
export type SkillKind = "disease" | "operation";
/** A category (I21; 36) is narrower than a block (I20-I25), a block than a chapter (I00-I99). */
export const skillLevels = ["category", "block", "chapter"] as const;
export type SkillLevel = (typeof skillLevels)[number];
export type SkillStrength = "some" | "fair" | "strong";

/** What skills must be told about codes; they keep no code system of their own. */
export interface SkillVocabulary {
  /** Where a code belongs, by codes of its kind; undefined for a code of no known category. */
  placeOf(
    kind: SkillKind,
    code: string,
  ):
    | {
        readonly category: string;
        readonly block: string | undefined;
        readonly chapter: string | undefined;
      }
    | undefined;
  /**
   * 诊疗科目 that usually look after the category, the most usual first, as whoever declares these specialties would meet it
   * (children's doctors meet children). Empty: nobody in particular.
   */
  usualSpecialties(kind: SkillKind, category: string, declared: readonly string[]): readonly string[];
  /** True when many of one of these specialties have evidence for the category: then it belongs to the specialty. */
  isUsualAmong(declared: readonly string[], kind: SkillKind, category: string): boolean;
  /** True when one specialty is the other or lies above or below it. */
  isSameLine(a: string, b: string): boolean;
}

/** One document behind a skill. */
export interface SkillDocument {
  readonly evidence: Evidence;
  readonly trust: number;
  readonly freshness: number;
  /** Points of the strength, whole hundredths. */
  readonly points: number;
}

/** What the evidence says of one code. */
export interface Skill {
  readonly kind: SkillKind;
  readonly level: SkillLevel;
  readonly code: string;
  /** 0–100, whole hundredths. */
  readonly strength: number;
  readonly word: SkillStrength;
  /** Effective documents. */
  readonly effective: number;
  /** Newest date among the documents. */
  readonly newestOn: string;
  /** Strong evidence while no declared specialty usually looks after it. Only categories are judged. */
  readonly isHidden: boolean;
  /** Who usually looks after it. */
  readonly usualSpecialties: readonly string[];
  /** Most points first; equal ones in order of ids. They add up to the strength. */
  readonly documents: readonly SkillDocument[];
}

interface Proof {
  readonly evidence: Evidence;
  readonly trust: number;
  readonly freshness: number;
  /** How far this document alone proves the skill, 0 to `skill.most`. */
  readonly proves: number;
}

/**
 * Skills by code, at the category of each piece of coded evidence and above it. Each document proves part of what the others
 * leave open: strength = 100·(1 − Π(1 − p)), p = trust × freshness × ln(1 + n) / ln(1 + full). Strongest first, then by
 * code; nothing without evidence that counts. Uncoded evidence names no skill.
 * @param declared 诊疗科目 codes of all posts; without any, nothing can be hidden
 * Source for the noisy-or: Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, §4.3.2.
 */
export function skillsOf(
  evidence: readonly Evidence[],
  declared: readonly string[],
  asOf: string,
  vocabulary: SkillVocabulary,
  model: ProfileModel,
): Skill[] {
  const proofs = new Map<string, { kind: SkillKind; level: SkillLevel; code: string; proofs: Proof[] }>();
  for (const one of evidence.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))) {
    const proof = proofOf(one, asOf, model);
    if (proof === undefined || one.code === null) continue;
    const kind = one.kind === "procedure_cases" ? "operation" : "disease";
    const place = vocabulary.placeOf(kind, one.code);
    if (place === undefined) continue;
    for (const level of skillLevels) {
      const code = place[level];
      if (code === undefined) continue;
      const key = `${kind} ${level} ${code}`;
      const found = proofs.get(key) ?? { kind, level, code, proofs: [] };
      found.proofs.push(proof);
      proofs.set(key, found);
    }
  }
  return [...proofs.values()]
    .map((found) => skillOf(found, declared, vocabulary, model))
    .sort((a, b) => b.strength - a.strength || (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ kind, level, code }: Pick<Skill, "kind" | "level" | "code">): string =>
  `${kind} ${level} ${code}`;

/** Less is nothing: one patient of two centuries ago. */
const leastProof = 1e-6;

function proofOf(evidence: Evidence, asOf: string, model: ProfileModel): Proof | undefined {
  const { skillFull } = model.kinds[evidence.kind];
  if (skillFull === null) return undefined;
  const { trust, freshness } = weigh(evidence, asOf, model);
  const count = Math.max(0, evidence.quantity) * gradeWorth(evidence, model);
  const size =
    evidence.kind === "skill"
      ? model.skill.named
      : Math.min(1, Math.log(1 + count) / Math.log(1 + skillFull));
  const proves = Math.min(model.skill.most, trust * freshness * size);
  return proves >= leastProof ? { evidence, trust, freshness, proves } : undefined;
}

function skillOf(
  found: { kind: SkillKind; level: SkillLevel; code: string; proofs: readonly Proof[] },
  declared: readonly string[],
  vocabulary: SkillVocabulary,
  model: ProfileModel,
): Skill {
  const { kind, level, code, proofs } = found;
  // −ln(1 − p) adds up over documents, so it is what the strength is divided by.
  const parts = proofs.map(({ proves }) => -Math.log1p(-proves));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const exact = -100 * Math.expm1(-whole);
  const strength = hundredths(exact);
  const points = apportion(
    parts.map((part) => (exact * part) / whole),
    strength,
  );
  const usual = level === "category" ? vocabulary.usualSpecialties(kind, code, declared) : [];
  const isElsewhere =
    usual.length > 0 &&
    declared.length > 0 &&
    !vocabulary.isUsualAmong(declared, kind, code) &&
    !usual.some((one) => declared.some((own) => vocabulary.isSameLine(one, own)));
  const [fair, strong] = model.skill.levels;
  return {
    kind,
    level,
    code,
    strength,
    word: strength >= strong ? "strong" : strength >= fair ? "fair" : "some",
    effective: hundredths(proofs.reduce((sum, { trust, freshness }) => sum + trust * freshness, 0)),
    newestOn: proofs.reduce(
      (newest, { evidence }) => (evidence.observedOn > newest ? evidence.observedOn : newest),
      "",
    ),
    // An expert's own word, unchecked, never surfaces a skill that nobody else has seen.
    isHidden:
      isElsewhere && strength >= model.skill.hidden && proofs.some((proof) => isSeenByOthers(proof.evidence)),
    usualSpecialties: usual,
    documents: proofs
      .map(({ evidence, trust, freshness }, at): SkillDocument => ({
        evidence,
        trust,
        freshness,
        points: points[at] ?? 0,
      }))
      .sort((a, b) => b.points - a.points || (a.evidence.id < b.evidence.id ? -1 : 1)),
  };
}

const seen: ReadonlySet<EvidenceSource> = new Set<EvidenceSource>([
  "institution",
  "literature",
  "his",
  "emr",
  "consult_history",
  "outcome",
]);
const isSeenByOthers = ({ source, verification }: Evidence): boolean =>
  seen.has(source) || verification === "verified";
