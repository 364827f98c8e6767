/** Cases of a group that are alike, with what they were and whether they went well. */
export interface MixedCase {
  readonly group: string;
  /** What makes a case easy or hard: level, rare or not, specialty. */
  readonly kind: string;
  readonly isHit: boolean;
  /** How many; one when not told. */
  readonly count?: number;
}

export interface AdjustedRate {
  readonly group: string;
  readonly n: number;
  readonly hits: number;
  /** What the whole would have reached with these cases. */
  readonly expected: number;
  readonly crude: number;
  /** Crude share × (overall ÷ expected share): as if everybody had the same mix. Within 0 and 1. */
  readonly adjusted: number;
}

/** Cases of a kind at the overall share, mixed into its own share, so that no single case decides. */
export const mixStrength = 10;

/** A case's kind for difficulty adjustment. */
export const kindOf = (one: {
  readonly level: string | null;
  readonly isRare: boolean;
  readonly specialtyCode: string | null;
}): string =>
  `${one.level ?? "IV"}|${one.isRare ? "rare" : "usual"}|${(one.specialtyCode ?? "").slice(0, 2)}`;

/**
 * Indirect standardisation: the expected share of a group is what all groups together reach with the same kinds of cases.
 * Laws: with one kind only, adjusted is crude; the input's order does not matter. Groups in order of name.
 * Source: N. E. Breslow, N. E. Day, Statistical Methods in Cancer Research II (IARC 1987), ch. 2 (SMR).
 */
export function adjustRates(cases: readonly MixedCase[]): AdjustedRate[] {
  if (cases.length === 0) return [];
  const sum = (some: readonly MixedCase[]) => some.reduce((total, { count = 1 }) => total + count, 0);
  const overall = sum(cases.filter(({ isHit }) => isHit)) / sum(cases);
  const kinds = new Map<string, { n: number; hits: number }>();
  for (const { kind, isHit, count = 1 } of cases) {
    const seen = kinds.get(kind) ?? { n: 0, hits: 0 };
    seen.n += count;
    if (isHit) seen.hits += count;
    kinds.set(kind, seen);
  }
  const expectedOf = (kind: string): number => {
    const { n, hits } = kinds.get(kind) ?? { n: 0, hits: 0 };
    return (hits + mixStrength * overall) / (n + mixStrength);
  };
  const groups = new Map<string, { n: number; hits: number; expected: number }>();
  for (const { group, kind, isHit, count = 1 } of cases) {
    const seen = groups.get(group) ?? { n: 0, hits: 0, expected: 0 };
    seen.n += count;
    if (isHit) seen.hits += count;
    seen.expected += count * expectedOf(kind);
    groups.set(group, seen);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, { n, hits, expected }]) => {
      const crude = hits / n;
      const adjusted = expected === 0 ? crude : Math.min(1, (crude * overall) / (expected / n));
      return { group, n, hits, expected: expected / n, crude, adjusted };
    });
}
