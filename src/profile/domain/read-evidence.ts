import type { Evidence, EvidenceKind, EvidenceSource, Verification } from "./evidence.js";
import type { PeerPlace } from "./peers.js";

/** A claim as the registry tells it; kinds that prove no ability are passed over. */
export interface ClaimFact {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly code: string | null;
  readonly quantity: number | null;
  readonly value: unknown;
  readonly source: Exclude<EvidenceSource, "outcome">;
  readonly state: string;
  readonly asOfOn: string;
  /** Civil date of the check. */
  readonly verifiedOn: string | null;
}

export interface PostFact {
  readonly isRetired: boolean;
  /** Height of the title, 4 正高 to 1 初级, 0 none. */
  readonly titleRank: number;
  /** Height of the teaching title: 4 教授, 3 副教授, 2 讲师, 1 助教, 0 none. */
  readonly teachingRank: number;
  /** 诊疗科目, ascending. */
  readonly specialtyCodes: readonly string[];
}

/** Offers and consultations, and what those who were helped, colleagues and the patients' course say of them. */
export type ServiceKind = "offer" | "consult" | ResultKind;
export const resultKinds = ["evaluation", "patient_rating", "peer_review", "follow_up"] as const;
export type ResultKind = (typeof resultKinds)[number];
const isResult = (kind: ServiceKind): kind is ResultKind => (resultKinds as readonly string[]).includes(kind);

/** What came of one offer or one consultation. */
export interface ServiceFact {
  readonly kind: ServiceKind;
  /** How good it was, 0 to 1, for results; null for offers and consultations. */
  readonly value: number | null;
  readonly id: string;
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly ring: string | null;
  readonly urgency: string;
  readonly minutes: number | null;
  readonly allowedMinutes: number | null;
  /** ICD-10 categories, the first diagnosis first. */
  readonly categories: readonly string[];
  /** Civil date. */
  readonly on: string;
}

export interface ExpertFacts {
  readonly independentSinceOn: string | null;
  readonly claims: readonly ClaimFact[];
  readonly posts: readonly PostFact[];
  readonly services: readonly ServiceFact[];
  /** First category of the ICD-10 chapter of a category; empty when it belongs to none. */
  readonly groupOf: (category: string) => string;
}

/** Declining for one of these says nothing of willingness: it was the wrong question, or rightly refused. */
const noFault = new Set(["not_my_field", "conflict", "insufficient_information", "needs_transfer"]);
const adopted: Readonly<Record<string, number>> = { adopted: 1, partly_adopted: 0.5, not_adopted: 0 };

const resultEvidence: Readonly<Record<ResultKind, EvidenceKind>> = {
  evaluation: "satisfaction",
  patient_rating: "satisfaction",
  peer_review: "peer_rating",
  follow_up: "outcome",
};

const claimKinds: Readonly<Record<string, EvidenceKind>> = {
  degree: "degree",
  publication: "publication",
  grant: "grant",
  award: "award",
  independent_since: "independent_years",
  disease_cases: "disease_cases",
  skill: "skill",
  procedure_cases: "procedure_cases",
  supervisor: "teaching_title",
  student_count: "students",
  lecture: "lecture",
  teaching: "lecture",
};

const yearsBetween = (from: string, to: string): number =>
  Math.max(0, (Date.parse(to) - Date.parse(from)) / (365.25 * 86_400_000));

/** Everything known of an expert as evidence on a civil date, in order of ids. */
export function evidenceOf(facts: ExpertFacts, asOf: string): Evidence[] {
  const { claims, independentSinceOn } = facts;
  const evidence = claims.flatMap((claim) => claimEvidence(claim, asOf));
  if (independentSinceOn !== null && !claims.some(({ kind }) => kind === "independent_since"))
    evidence.push({
      ...blank("post:years", "independent_years", asOf),
      quantity: yearsBetween(independentSinceOn, asOf),
      observedOn: independentSinceOn,
      source: "institution",
    });
  facts.posts.forEach((post, at) => {
    if (post.teachingRank > 0)
      evidence.push({
        ...blank(`post:teaching:${at}`, "teaching_title", asOf),
        value: [0, 0.2, 0.4, 0.7, 1][post.teachingRank] ?? 0,
        source: "institution",
      });
  });
  for (const fact of facts.services) evidence.push(...serviceEvidence(fact, facts.groupOf));
  return evidence.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const blank = (id: string, kind: EvidenceKind, on: string): Evidence => ({
  id,
  kind,
  label: "",
  code: null,
  quantity: 1,
  value: 1,
  source: "institution",
  verification: "asserted",
  observedOn: on,
  verifiedOn: null,
  grade: null,
  mix: null,
});

const verificationOf = (state: string): Verification | undefined =>
  state === "asserted" || state === "verified" || state === "disputed" || state === "expired"
    ? state
    : undefined;

function claimEvidence(claim: ClaimFact, asOf: string): Evidence[] {
  const kind = claimKinds[claim.kind];
  const verification = verificationOf(claim.state);
  if (kind === undefined || verification === undefined) return [];
  const evidence: Evidence = {
    ...blank(`claim:${claim.id}`, kind, claim.asOfOn),
    label: claim.label,
    code: claim.code,
    quantity: claim.quantity ?? 1,
    source: claim.source,
    verification,
    verifiedOn: claim.verifiedOn,
  };
  switch (kind) {
    case "independent_years": {
      const since = typeof claim.value === "string" ? claim.value : claim.label;
      if (!/^\d{4}-\d{2}-\d{2}$/.test(since)) return [];
      return [{ ...evidence, quantity: yearsBetween(since, asOf), observedOn: since }];
    }
    case "degree":
      return [{ ...evidence, quantity: 1, value: degreeWorth(claim.label) }];
    case "grant":
    case "award":
      return [{ ...evidence, value: levelWorth(textOf(claim)) }];
    case "teaching_title":
      return [{ ...evidence, quantity: 1, value: /博士|doctoral/iu.test(textOf(claim)) ? 1 : 0.7 }];
    case "procedure_cases":
      return [{ ...evidence, grade: gradeOf(claim) }];
    default:
      return [evidence];
  }
}

/** The label together with what else is said of it, for words that tell a level. */
const textOf = ({ label, value }: ClaimFact): string =>
  `${label} ${typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value)}`;

/** Source: 学位条例 (博士, 硕士, 学士); 大专 is no degree and counts least. */
function degreeWorth(label: string): number {
  if (/博士|doctor|ph\.?d|m\.?d\b/iu.test(label)) return 1;
  if (/硕士|master/iu.test(label)) return 0.6;
  return /学士|本科|bachelor/iu.test(label) ? 0.35 : 0.2;
}

/** National 3, provincial or ministerial 2, else 1. Source: ranks of 科技计划 and 科技奖励 (国家级, 省部级, 市厅级). */
function levelWorth(text: string): number {
  if (/国家|national/iu.test(text)) return 3;
  return /省|部级|自治区|直辖市|provincial|ministerial/iu.test(text) ? 2 : 1;
}

/** Source: 医疗机构手术分级管理办法 (国卫办医政发〔2022〕18号) 第四条: 一级 to 四级. */
function gradeOf(claim: ClaimFact): Evidence["grade"] {
  const said = (claim.value as { grade?: unknown } | null)?.grade;
  if (said === 1 || said === 2 || said === 3 || said === 4) return said;
  const word = /([一二三四1234])级/u.exec(claim.label)?.[1];
  if (word === undefined) return null;
  return (["一", "二", "三", "四"].indexOf(word) + 1 || Number(word)) as 1 | 2 | 3 | 4 satisfies number;
}

function serviceEvidence(fact: ServiceFact, groupOf: ExpertFacts["groupOf"]): Evidence[] {
  const seen: Evidence = {
    ...blank(`${fact.kind}:${fact.id}`, "response", fact.on),
    source: "outcome",
    verification: "verified",
  };
  if (isResult(fact.kind)) {
    const [first] = fact.categories;
    return [
      {
        ...seen,
        kind: resultEvidence[fact.kind],
        code: first ?? null,
        value: fact.value ?? 0,
        // How hard the case was is known for what became of the patient; opinions of people are taken as they are.
        mix:
          fact.kind === "follow_up"
            ? { group: first === undefined ? "" : groupOf(first), urgency: fact.urgency }
            : null,
      },
    ];
  }
  if (fact.kind === "consult") {
    const [first] = fact.categories;
    const value = adopted[fact.outcome] ?? 0;
    return [
      {
        ...seen,
        id: `${seen.id}:adoption`,
        kind: "adoption",
        code: first ?? null,
        value,
        mix: { group: first === undefined ? "" : groupOf(first), urgency: fact.urgency },
      },
      // Each disease that was asked about; taken up or not, the case was seen.
      ...fact.categories.map((code): Evidence => ({
        ...seen,
        id: `${seen.id}:case:${code}`,
        kind: "consult",
        code,
        source: value > 0 ? "outcome" : "consult_history",
        quantity: 1 / fact.categories.length,
      })),
    ];
  }
  const evidence: Evidence[] = [];
  const share = fact.minutes === null ? 1 : Math.min(1, fact.minutes / (fact.allowedMinutes ?? fact.minutes));
  evidence.push({ ...seen, id: `${seen.id}:response`, value: fact.outcome === "expired" ? 0 : 1 - share });
  if (fact.outcome !== "declined" || !noFault.has(fact.reasonCode ?? ""))
    evidence.push({
      ...seen,
      id: `${seen.id}:acceptance`,
      kind: "acceptance",
      value: fact.outcome === "accepted" ? 1 : 0,
    });
  // Asked for by name, a colleague who knows him sent him a patient.
  if (fact.ring === "named") evidence.push({ ...seen, id: `${seen.id}:referral`, kind: "referral" });
  return evidence;
}

/**
 * Whom an expert is compared with: his highest title, and the first specialty of a post that bears it; posts he left count
 * only when he holds none.
 * @param lineOf a specialty and those above it, the narrowest first
 */
export function placeOf(
  posts: readonly PostFact[],
  lineOf: (specialtyCode: string) => readonly string[],
): PeerPlace {
  const held = posts.filter(({ isRetired }) => !isRetired);
  const counted = held.length > 0 ? held : posts;
  const titleRank = counted.reduce((highest, post) => Math.max(highest, post.titleRank), 0);
  const specialty = counted
    .filter((post) => post.titleRank === titleRank)
    .flatMap(({ specialtyCodes }) => specialtyCodes)
    .sort()[0];
  return { titleRank, specialtyLine: specialty === undefined ? [] : lineOf(specialty) };
}

/** Declared 诊疗科目 of all posts, ascending. */
export const declaredOf = (posts: readonly PostFact[]): string[] =>
  [...new Set(posts.flatMap(({ specialtyCodes }) => specialtyCodes))].sort();
