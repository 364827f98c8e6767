import { groupBy } from "../kernel/collections.js";
import type { Evidence } from "./domain/evidence.js";
import type { SkillKind, SkillLevel } from "./domain/skills.js";
import type { Contribution, SubResult } from "./domain/sub-score.js";

/** A sub-score without what it is made of. */
export type StoredSub = Omit<SubResult, "contributions"> & {
  /** Pieces by source: what may be told of them to who is not shown them. */
  readonly sources: Partial<Record<Evidence["source"], number>>;
};

/** How many pieces come from each source. */
export const sourceCounts = (pieces: readonly { readonly evidence: Evidence }[]): StoredSub["sources"] =>
  Object.fromEntries(
    [...groupBy(pieces, ({ evidence }) => evidence.source)].map(([source, all]) => [source, all.length]),
  );

/** A piece of evidence with its points, as kept beside a profile. */
export interface StoredContribution {
  readonly evidenceId: string;
  readonly kind: Evidence["kind"];
  readonly label: string;
  readonly code: string | null;
  readonly quantity: number;
  readonly value: number;
  readonly grade: Evidence["grade"];
  readonly source: Evidence["source"];
  readonly verification: Evidence["verification"];
  readonly observedOn: string;
  readonly verifiedOn: string | null;
  readonly trust: number;
  readonly freshness: number;
  readonly points: number;
}

/** The documents behind one category. */
export interface StoredDocuments {
  readonly kind: SkillKind;
  readonly level: SkillLevel;
  readonly code: string;
  readonly documents: readonly StoredContribution[];
}

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

export function storedContribution({ evidence, trust, freshness, points }: Contribution): StoredContribution {
  return {
    evidenceId: evidence.id,
    kind: evidence.kind,
    label: evidence.label,
    code: evidence.code,
    quantity: thousandths(evidence.quantity),
    value: thousandths(evidence.value),
    grade: evidence.grade,
    source: evidence.source,
    verification: evidence.verification,
    observedOn: evidence.observedOn,
    verifiedOn: evidence.verifiedOn,
    trust,
    freshness: thousandths(freshness),
    points,
  };
}
