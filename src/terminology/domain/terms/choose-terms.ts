import type { Described } from "./term-features.js";
import { featureCount } from "./term-features.js";
import type { TermEngine } from "./term-engine.js";
import type { TermQuery } from "./term-query.js";
import { probability, scoreRow, type TreeEnsemble } from "../../../kernel/tree-ensemble.js";

/** What the chooser sees of a ranked candidate, in order. */
export const choiceFeatureNames = [
  "log-odds of the ranker",
  "rank",
  "log-odds below the best",
  "log-odds below the one before",
  "log-odds above the one after",
  "likely ones before",
  "likely ones in the same segment before",
  "best log-odds in the same segment",
  "share of its match that likely ones before leave",
  "what it adds to the explained string",
  "string left unexplained by likely ones before",
  "string left unexplained by all likely ones",
  "shares its category with a likely one before",
  "name holds or is held by a likely one before",
  "likely candidates of the string",
  "sum of probabilities",
  "segments",
  "string length",
  "name length",
  "seen best",
  "log count in training",
  "name covered",
  "best segment covered",
  "extra odds",
  "missing odds",
  "classified",
] as const;
export const choiceFeatureCount = choiceFeatureNames.length;

/** Candidates that are looked at for choosing; those below keep the ranker's order. */
export const mostChoices = 25;
/** Probability from which a candidate counts as a likely one when others are judged beside it. */
const likely = 0.35;

/** The candidates in the ranker's order, and what the chooser sees of the first `mostChoices` of them. */
export interface Ranked {
  /** Rows of `Described`, best first; ties in term order. */
  readonly order: readonly number[];
  readonly logOdds: readonly number[];
  readonly rows: Float32Array;
}

export function rankCandidates(
  engine: TermEngine,
  query: TermQuery,
  described: Described,
  ranker: TreeEnsemble,
): Ranked {
  const { found, rows } = described;
  const scores = found.map((_, r) => scoreRow(ranker, rows, r * featureCount));
  const order = found
    .map((_, r) => r)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || (found[a]?.term ?? 0) - (found[b]?.term ?? 0));
  return {
    order,
    logOdds: order.map((r) => scores[r] ?? 0),
    rows: choiceRows(engine, query, described, order, scores),
  };
}

function choiceRows(
  engine: TermEngine,
  query: TermQuery,
  described: Described,
  order: readonly number[],
  scores: readonly number[],
): Float32Array {
  const { found, rows, segment, cover } = described;
  const { terms } = engine.index;
  const size = query.grams.length;
  const looked = order.slice(0, mostChoices);
  const out = new Float32Array(looked.length * choiceFeatureCount);
  const total = query.weight.reduce((sum, w) => sum + w, 0) || 1;
  const explained = new Float32Array(size);
  const isLikely = looked.map((r) => probability(scores[r] ?? 0) >= likely);
  const sum = looked.reduce((all, r) => all + probability(scores[r] ?? 0), 0);
  const bestIn = query.segments.map(() => -10);
  for (const r of looked) bestIn[segment[r] ?? 0] = Math.max(bestIn[segment[r] ?? 0] ?? -10, scores[r] ?? 0);
  const all = new Float32Array(size);
  looked.forEach((r, rank) => {
    if (isLikely[rank] === true)
      for (let i = 0; i < size; i++) all[i] = Math.max(all[i] ?? 0, cover[r * size + i] ?? 0);
  });
  let leftByAll = 0;
  for (let i = 0; i < size; i++) leftByAll += (query.weight[i] ?? 0) * (1 - (all[i] ?? 0));
  const before: number[] = [];
  looked.forEach((r, rank) => {
    const at = r * featureCount;
    let [own, fresh, left] = [0, 0, 0];
    for (let i = 0; i < size; i++) {
      const w = query.weight[i] ?? 0;
      const strength = cover[r * size + i] ?? 0;
      const known = explained[i] ?? 0;
      own += w * strength;
      fresh += w * Math.max(0, strength - known);
      left += w * (1 - known);
    }
    const term = found[r]?.term ?? 0;
    const { code, name } = terms[term] ?? { code: "", name: "" };
    const others = before.map((b) => terms[found[b]?.term ?? 0] ?? { code: "", name: "" });
    const score = scores[r] ?? 0;
    out.set(
      [
        score,
        rank,
        score - (scores[looked[0] ?? 0] ?? 0),
        rank === 0 ? 0 : score - (scores[looked[rank - 1] ?? 0] ?? 0),
        rank + 1 < looked.length ? score - (scores[looked[rank + 1] ?? 0] ?? 0) : 5,
        before.length,
        before.filter((b) => segment[b] === segment[r]).length,
        bestIn[segment[r] ?? 0] ?? -10,
        own === 0 ? 0 : fresh / own,
        fresh / total,
        left / total,
        leftByAll / total,
        engine.index.kind !== "symptom" &&
        code !== "" &&
        others.some((other) => other.code.slice(0, 3) === code.slice(0, 3))
          ? 1
          : 0,
        others.some((other) => other.name.includes(name) || name.includes(other.name)) ? 1 : 0,
        isLikely.filter(Boolean).length,
        sum,
        query.segments.length,
        query.folded.length,
        name.length,
        rows[at + 2] ?? 0,
        rows[at + 4] ?? 0,
        rows[at + 6] ?? 0,
        rows[at + 8] ?? 0,
        rows[at + 10] ?? 0,
        rows[at + 11] ?? 0,
        rows[at + 38] ?? 0,
      ],
      rank * choiceFeatureCount,
    );
    if (isLikely[rank] === true) {
      before.push(r);
      for (let i = 0; i < size; i++) explained[i] = Math.max(explained[i] ?? 0, cover[r * size + i] ?? 0);
    }
  });
  return out;
}
