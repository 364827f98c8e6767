import { choiceFeatureCount, mostChoices, rankCandidates } from "./choose-terms.js";
import { fitTrees, type FitSettings } from "../../../kernel/fit-trees.js";
import { foldTerm } from "./fold-term.js";
import type { FoldedPair } from "./folded-pair.js";
import { learnKnowledge, type TermExample } from "./learn-knowledge.js";
import { retrieveTerms } from "./retrieve-terms.js";
import { buildTermEngine, type TermEngine } from "./term-engine.js";
import { describeCandidates, featureCount, type Described } from "./term-features.js";
import type { TermIndex } from "./term-index.js";
import type { TermModel } from "./term-model.js";
import { prepareQuery, type TermQuery } from "./term-query.js";
import { probability, scoreRow, type TreeEnsemble } from "../../../kernel/tree-ensemble.js";

const innerFolds = 4;
const rankerSettings: FitSettings = { trees: 240, depth: 5, rate: 0.09, leastWeight: 4, ridge: 5 };
const chooserSettings: FitSettings = { trees: 120, depth: 4, rate: 0.1, leastWeight: 6, ridge: 5 };
/** Share of right answers that is asked of resolved terms, measured on strings the model has not seen. */
const resolvedPrecision = 0.95;

/** A training string described by an engine that has not seen it. */
interface Described1 {
  readonly engine: TermEngine;
  readonly query: TermQuery;
  readonly described: Described;
  readonly right: ReadonlySet<number>;
}

export interface TrainedTerms {
  readonly model: TermModel;
  /** On unseen strings: share of candidates that reach the thresholds, and share of these that are right. */
  readonly calibration: {
    readonly resolvedShare: number;
    readonly resolvedPrecision: number;
    readonly f1: number;
  };
}

/**
 * Learns a model. What the ranker sees of a string comes from knowledge learned on other strings (4 folds), and what the
 * chooser sees from a ranker of other strings (2 halves), so that both meet the conditions of use. Deterministic.
 * @param examples the order decides the folds: example i falls into fold i mod 4.
 * @param more pairs that teach correspondences only.
 */
export function trainModel(
  index: TermIndex,
  examples: readonly TermExample[],
  more: readonly FoldedPair[],
  version: string,
  say: (what: string) => void = () => undefined,
): TrainedTerms {
  const parts: Described1[] = [];
  for (let fold = 0; fold < innerFolds; fold++) {
    const others = examples.filter((_, i) => i % innerFolds !== fold);
    const own = examples.filter((_, i) => i % innerFolds === fold);
    const engine = buildTermEngine(index, learnKnowledge(index, others, more));
    for (const { text, names } of own) {
      const query = prepareQuery(engine, text);
      if (query.grams.length === 0) continue;
      const described = describeCandidates(engine, query, retrieveTerms(engine, query));
      const right = new Set(names.map((name) => index.exact.get(foldTerm(name))?.[0] ?? -1));
      parts.push({ engine, query, described, right });
    }
    say(`fold ${fold + 1} of ${innerFolds} described`);
  }
  const halves = [0, 1].map((half) => parts.filter((_, i) => i % 2 === half));
  const crossed = halves.map((_, half) => fitRanker(halves[1 - half] ?? []));
  say("rankers of the halves fitted");
  const choices = halves.flatMap((half, h) => half.map((part) => choicesOf(part, crossed[h])));
  const chooser = fitChooser(choices);
  const chooserHalves = [0, 1].map((h) => fitChooser(choices.filter((_, i) => i % 2 !== h)));
  const thresholds = calibrate(
    choices.map((one, i) => ({ ...one, chooser: chooserHalves[i % 2] ?? chooser })),
  );
  say("chooser fitted");
  const ranker = fitRanker(parts);
  const knowledge = learnKnowledge(index, examples, more);
  say("ranker and knowledge fitted");
  const { resolve, choose, ...calibration } = thresholds;
  return {
    model: { kind: index.kind, version, knowledge, ranker, chooser, thresholds: { resolve, choose } },
    calibration,
  };
}

function fitRanker(parts: readonly Described1[]): TreeEnsemble {
  const count = parts.reduce((sum, { described }) => sum + described.found.length, 0);
  const values = new Float32Array(count * featureCount);
  const labels = new Uint8Array(count);
  let at = 0;
  for (const { described, right } of parts) {
    values.set(described.rows, at * featureCount);
    for (const { term } of described.found) labels[at++] = right.has(term) ? 1 : 0;
  }
  return fitTrees({ width: featureCount, values }, labels, new Float32Array(count).fill(1), rankerSettings);
}

interface Choices {
  readonly rows: Float32Array;
  readonly labels: Uint8Array;
  /** How many names the string was given. */
  readonly names: number;
}

function choicesOf(
  { engine, query, described, right }: Described1,
  ranker: TreeEnsemble | undefined,
): Choices {
  if (ranker === undefined) return { rows: new Float32Array(), labels: new Uint8Array(), names: right.size };
  const { order, rows } = rankCandidates(engine, query, described, ranker);
  const labels = Uint8Array.from(order.slice(0, mostChoices), (r) =>
    right.has(described.found[r]?.term ?? -1) ? 1 : 0,
  );
  return { rows, labels, names: right.size };
}

function fitChooser(choices: readonly Choices[]): TreeEnsemble {
  const count = choices.reduce((sum, { labels }) => sum + labels.length, 0);
  const values = new Float32Array(count * choiceFeatureCount);
  const all = new Uint8Array(count);
  let at = 0;
  for (const { rows, labels } of choices) {
    values.set(rows, at * choiceFeatureCount);
    all.set(labels, at);
    at += labels.length;
  }
  return fitTrees(
    { width: choiceFeatureCount, values },
    all,
    new Float32Array(count).fill(1),
    chooserSettings,
  );
}

/** The threshold of choosing with the best F1 over all strings, and the least one that resolves precisely enough. */
function calibrate(choices: readonly (Choices & { readonly chooser: TreeEnsemble })[]): {
  choose: number;
  resolve: number;
  resolvedShare: number;
  resolvedPrecision: number;
  f1: number;
} {
  const judged: { p: number; isRight: boolean }[] = [];
  let names = 0;
  for (const { rows, labels, names: given, chooser } of choices) {
    names += given;
    labels.forEach((label, i) =>
      judged.push({ p: probability(scoreRow(chooser, rows, i * choiceFeatureCount)), isRight: label === 1 }),
    );
  }
  judged.sort((a, b) => b.p - a.p);
  let [right, best, choose, resolve, resolved, precise] = [0, 0, 0.5, 0.99, 0, 0];
  judged.forEach(({ p, isRight }, i) => {
    if (isRight) right += 1;
    const precision = right / (i + 1);
    const f1 = (2 * right) / (i + 1 + names);
    if (f1 > best) [best, choose] = [f1, p];
    if (precision >= resolvedPrecision && i >= 50) [resolve, resolved, precise] = [p, i + 1, precision];
  });
  return {
    choose: Math.round(choose * 1000) / 1000,
    resolve: Math.round(Math.max(resolve, choose) * 1000) / 1000,
    resolvedShare: names === 0 ? 0 : resolved / names,
    resolvedPrecision: precise,
    f1: best,
  };
}
