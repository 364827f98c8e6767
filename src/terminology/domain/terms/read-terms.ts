import { choiceFeatureCount, mostChoices, rankCandidates } from "./choose-terms.js";
import { retrieveTerms } from "./retrieve-terms.js";
import type { TermEngine } from "./term-engine.js";
import { describeCandidates } from "./term-features.js";
import type { TermModel } from "./term-model.js";
import { prepareQuery, type TermQuery } from "./term-query.js";
import { probability, scoreRow } from "../../../kernel/tree-ensemble.js";

/** A candidate with the probability that the string means it. */
export interface ReadTerm {
  readonly term: number;
  readonly probability: number;
  /** Number of the segment it explains best. */
  readonly segment: number;
  /** The segment names it beyond doubt (`sureTerm`). */
  readonly isSure: boolean;
  /** Strength 0…1 with which it explains each gram of the query. */
  readonly cover: Float32Array;
  /** Share 0…1 of its name that the string holds. */
  readonly nameCovered: number;
}

/** A string with its candidates, likeliest first; ties in term order. */
export interface Reading {
  readonly query: TermQuery;
  readonly candidates: readonly ReadTerm[];
}

/** Reads one string: finds candidates, ranks them, and gives each the probability that it is one of the meant terms. */
export function readTerms(
  engine: TermEngine,
  model: Pick<TermModel, "ranker" | "chooser">,
  raw: string,
): Reading {
  const query = prepareQuery(engine, raw);
  if (query.grams.length === 0) return { query, candidates: [] };
  const found = retrieveTerms(engine, query);
  const described = describeCandidates(engine, query, found);
  const { order, logOdds, rows } = rankCandidates(engine, query, described, model.ranker);
  const size = query.grams.length;
  const out = order.map((r, rank): ReadTerm => {
    const one = found[r];
    const segment = described.segment[r] ?? 0;
    const term = one?.term ?? 0;
    const at = query.segments.findIndex(({ sure }) => sure === term);
    const isSure = at >= 0;
    const judged =
      rank < mostChoices
        ? probability(scoreRow(model.chooser, rows, rank * choiceFeatureCount))
        : Math.min(probability(logOdds[rank] ?? 0), 1e-3) * 1e-3;
    return {
      term,
      probability: isSure ? Math.max(judged, 0.99) : judged,
      segment: isSure ? at : segment,
      isSure,
      cover: described.cover.subarray(r * size, (r + 1) * size),
      nameCovered: described.rows[r * (described.rows.length / found.length) + 6] ?? 0,
    };
  });
  const sorted = out.sort((a, b) => b.probability - a.probability || a.term - b.term);
  return { query, candidates: sorted };
}
