/** One searchable thing: an expert's post, or one of his past cases. */
export interface IndexDocument {
  /** Unique in the index. Equal scores are told apart by it. */
  readonly id: string;
  /** Documents of one place lie side by side, so that a question touches little of the index: a specialty, say. */
  readonly place: string;
  /** Each term once; a term given twice counts with its highest impact. */
  readonly terms: readonly DocumentTerm[];
}

export interface DocumentTerm {
  readonly term: string;
  /** How much the document is about the term: a whole number from 1 to {@link mostImpact}. */
  readonly impact: number;
}

/** Impacts are kept in one byte. */
export const mostImpact = 255;

/** A share from 0 to 1 as an impact, never less than the share: an upper bound stays one. 0 has no impact. */
export const impactOf = (share: number): number => Math.min(mostImpact, Math.ceil(share * mostImpact));

/** What is asked: a document scores weight × impact for every term it has. */
export interface QueryTerm {
  readonly term: string;
  /** A whole number ≥ 1. All weights together times {@link mostImpact} stay below 2³¹, see {@link mostWeight}. */
  readonly weight: number;
}

/** Most that the weights of one question may sum to: scores are exact in 32 bits. */
export const mostWeight = Math.floor((2 ** 31 - 1) / mostImpact);

export interface Hit {
  readonly id: string;
  readonly slot: number;
  /** Sum of weight × impact over the terms in common, and the prior if one was given. */
  readonly score: number;
}

/** How BM25 reads one field. */
export interface TextField {
  /** Put before every term, so that fields do not mix; `""` for none. */
  readonly prefix: string;
  /** Saturation of repeated terms. */
  readonly k1: number;
  /** How much long texts are held against a document, 0 to 1. */
  readonly b: number;
  /** Tokens of an ordinary text: a constant, so that a document's impacts do not change with the others. */
  readonly usualLength: number;
}

/**
 * The terms of a text by BM25's document part, tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / usual length)), as a share of
 * its bound k1 + 1. Rarity is the question's part: {@link rarity}.
 * Source: Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, §3.
 */
export function textTerms(tokens: readonly string[], field: TextField): DocumentTerm[] {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const length = field.k1 * (1 - field.b + (field.b * tokens.length) / field.usualLength);
  const terms: DocumentTerm[] = [];
  for (const [token, tf] of counts)
    terms.push({
      term: field.prefix + token,
      impact: Math.max(1, Math.round((mostImpact * tf) / (tf + length))),
    });
  return terms;
}

/** BM25's weight of a term that `df` of `n` documents hold: ln(1 + (n − df + ½) / (df + ½)). Never below 0. */
export const rarity = (df: number, n: number): number => Math.log1p(Math.max(0, n - df + 0.5) / (df + 0.5));

/**
 * Real weights as the whole numbers a question takes, in proportion, as finely as 32-bit scores allow (at most 1024 steps
 * to the unit). Terms whose weight rounds to nothing are left out; a term given twice gets both weights.
 */
export function weighted(terms: Iterable<readonly [term: string, weight: number]>): QueryTerm[] {
  const sums = new Map<string, number>();
  let total = 0;
  for (const [term, weight] of terms) {
    if (!(weight > 0)) continue;
    sums.set(term, (sums.get(term) ?? 0) + weight);
    total += weight;
  }
  const unit = Math.min(1024, (mostWeight - sums.size) / Math.max(total, 1e-9));
  return Array.from(sums, ([term, weight]) => ({ term, weight: Math.round(weight * unit) })).filter(
    ({ weight }) => weight > 0,
  );
}
