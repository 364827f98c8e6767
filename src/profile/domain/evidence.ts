/** What a piece of evidence is about. */
export const evidenceKinds = [
  "degree",
  "publication",
  "grant",
  "award",
  "independent_years",
  "disease_cases",
  "skill",
  "consult",
  "procedure_cases",
  "teaching_title",
  "students",
  "lecture",
  "communication",
  "peer_rating",
  "referral",
  "response",
  "acceptance",
  "adoption",
  "satisfaction",
  "outcome",
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** Where it comes from; `outcome`: the platform saw what came of it (advice taken up, followed up). */
export const evidenceSources = [
  "self_reported",
  "institution",
  "literature",
  "his",
  "emr",
  "consult_history",
  "outcome",
] as const;
export type EvidenceSource = (typeof evidenceSources)[number];

/** How far it was checked. Disputed evidence stays visible and counts nothing until it is settled. */
export const verifications = ["asserted", "verified", "disputed", "expired"] as const;
export type Verification = (typeof verifications)[number];

/** One thing known about an expert, as the engine weighs it. Holds nothing about a patient. */
export interface Evidence {
  /** Unique within one expert; the order of equal things is the order of ids. */
  readonly id: string;
  readonly kind: EvidenceKind;
  /** What it is called: a disease, a paper, "会诊"; shown, never weighed. */
  readonly label: string;
  /** ICD-10 for diseases and consultations, ICD-9-CM-3 for operations; null: not coded. */
  readonly code: string | null;
  /** How many (papers, patients, operations, years, students); 1 for a single observation. Not negative. */
  readonly quantity: number;
  /**
   * For rates 0 (refused, not adopted) to 1 (at once, adopted). For facts and amounts how much one of it is worth, 1 being
   * the usual: level of a degree, rank of a grant. Not negative.
   */
  readonly value: number;
  readonly source: EvidenceSource;
  readonly verification: Verification;
  /** Civil date, YYYY-MM-DD, on which it was so. */
  readonly observedOn: string;
  /** Civil date of the check; null when nobody checked. */
  readonly verifiedOn: string | null;
  /** Operation grade 1–4 (一级–四级); null: not known or no operation. */
  readonly grade: 1 | 2 | 3 | 4 | null;
  /** For rates that depend on the case: disease group and urgency level; null: no case behind it. */
  readonly mix: CaseKind | null;
}

/** Cases that are about equally hard: one chapter of ICD-10 at one urgency level. */
export interface CaseKind {
  /** First category of the chapter, such as I00; empty when no diagnosis was coded. */
  readonly group: string;
  readonly urgency: string;
}
