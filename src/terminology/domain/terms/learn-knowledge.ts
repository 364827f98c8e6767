import { foldTerm } from "./fold-term.js";
import { gramsOf } from "./grams.js";
import type { FoldedPair } from "./folded-pair.js";
import { learnCorrespondences } from "./learn-correspondences.js";
import { fitClassifier, noClassifier } from "./name-classifier.js";
import { packMemory, type SeenString } from "./memory.js";
import { retrieveTerms } from "./retrieve-terms.js";
import { splitSegments } from "./split-terms.js";
import { buildTermEngine, type TermEngine } from "./term-engine.js";
import { describeCandidates } from "./term-features.js";
import type { TermIndex } from "./term-index.js";
import type { GramOdds, Knowledge } from "./term-model.js";
import { prepareQuery } from "./term-query.js";

/** A string as people write it, and the names on the list that it means, in the order of the text. */
export interface TermExample {
  readonly text: string;
  readonly names: readonly string[];
}

const noOdds: GramOdds = { grams: new Uint32Array(), odds: new Float32Array() };
const nothingSeen = packMemory([]);

const classifierSettings = { price: 1, epochs: 20 };

/** Share of the grams of `name` that `segment` holds. */
function overlap(name: string, segment: string): number {
  const own = gramsOf(name);
  const other = new Set(gramsOf(segment));
  return own.filter((gram) => other.has(gram)).length / (own.length || 1);
}

/** A string as seen: the whole with all its names, and each segment with the names that are nearest to it. */
function seenUnits(index: TermIndex, { text, names }: TermExample): readonly SeenString[] {
  const segments = splitSegments(index.kind, text);
  const folded = names.map(foldTerm);
  const whole = [...new Set(segments.flatMap((one) => gramsOf(one.folded)))];
  const out: SeenString[] = [{ grams: whole, names: folded }];
  if (segments.length < 2) return out;
  const given = segments.map((): string[] => []);
  for (const name of folded) {
    let [best, most] = [-1, 0];
    segments.forEach((segment, s) => {
      const share = overlap(name, segment.folded);
      if (share > most) [best, most] = [s, share];
    });
    given[best]?.push(name);
  }
  segments.forEach((segment, s) => {
    const own = given[s] ?? [];
    if (own.length > 0) out.push({ grams: gramsOf(segment.folded), names: own });
  });
  return out;
}

/**
 * Learns from examples what ranking needs: correspondences, memory, and the odds of grams without counterpart.
 * @param more pairs that teach correspondences only, such as known aliases.
 */
export function learnKnowledge(
  index: TermIndex,
  examples: readonly TermExample[],
  more: readonly FoldedPair[] = [],
): Knowledge {
  const pairs = examples.map(({ text, names }): FoldedPair => ({
    source: splitSegments(index.kind, text)
      .map(({ folded }) => folded)
      .join(" "),
    targets: names.map(foldTerm),
  }));
  const correspondences = learnCorrespondences([...pairs, ...more]);
  const first = buildTermEngine(index, {
    correspondences,
    extra: noOdds,
    missing: noOdds,
    memory: nothingSeen,
    classifier: noClassifier,
  });
  const odds = learnOdds(first, examples);
  const known = more.filter(({ targets }) => targets.every((name) => index.exact.has(name)));
  const classifier =
    index.kind === "symptom"
      ? fitClassifier([...pairs, ...known, ...namesOf(index)], classifierSettings)
      : noClassifier;
  return {
    correspondences,
    ...odds,
    classifier,
    memory: packMemory(examples.flatMap((one) => seenUnits(index, one))),
  };
}

/** Every name of the list means itself. */
const namesOf = ({ terms }: TermIndex): readonly FoldedPair[] =>
  terms.map(({ name }) => ({ source: foldTerm(name), targets: [foldTerm(name)] }));

/** Compares the right names of each string with the wrong ones that look most like it. */
function learnOdds(
  engine: TermEngine,
  examples: readonly TermExample[],
): Pick<Knowledge, "extra" | "missing"> {
  const extra = new OddsCount();
  const missing = new OddsCount();
  const { index } = engine;
  for (const { text, names } of examples) {
    const query = prepareQuery(engine, text);
    const right = new Set(names.map((name) => index.exact.get(foldTerm(name))?.[0] ?? -1));
    right.delete(-1);
    if (query.grams.length === 0 || right.size === 0) continue;
    const near = [...retrieveTerms(engine, query)].sort((a, b) => b.segment - a.segment || a.term - b.term);
    const wrong = near.filter(({ term }) => !right.has(term)).slice(0, 8);
    const known = near.filter(({ term }) => right.has(term));
    for (const term of right)
      if (!known.some((one) => one.term === term))
        known.push({ term, form: term, whole: 0, segment: 0, seenBest: 0, seenSum: 0, classified: 0 });
    const all = [...known, ...wrong];
    const { cover, segment } = describeCandidates(engine, query, all);
    const size = query.grams.length;
    all.forEach((one, r) => {
      const isRight = r < known.length;
      const share = 1 / (isRight ? known.length : wrong.length || 1);
      const held = new Set<number>();
      const seg = query.segments[segment[r] ?? 0];
      for (let i = 0; i < size; i++) {
        const strength = cover[r * size + i] ?? 0;
        const gram = query.grams[i] ?? 0;
        if (strength >= 0.25) held.add(gram);
        else if (seg !== undefined && i >= seg.from && i < seg.to) missing.add(gram, isRight, share);
      }
      const explained = new Set(held);
      for (const gram of held) {
        const row = engine.rowOf[gram] ?? -1;
        if (row < 0) continue;
        const { from, targets, strengths } = engine.correspondences;
        for (let j = from[row] ?? 0; j < (from[row + 1] ?? 0); j++)
          if ((strengths[j] ?? 0) >= 0.25) explained.add(targets[j] ?? 0);
      }
      for (let i = index.gramsFrom[one.form] ?? 0; i < (index.gramsFrom[one.form + 1] ?? 0); i++) {
        const gram = index.formGrams[i] ?? 0;
        if (!explained.has(gram)) extra.add(gram, isRight, share);
      }
    });
  }
  return { extra: extra.odds(), missing: missing.odds() };
}

const smoothing = 1;
const boldest = 3;

/** How often grams stood alone beside right and beside wrong names. */
class OddsCount {
  readonly #right = new Map<number, number>();
  readonly #wrong = new Map<number, number>();

  add(gram: number, isRight: boolean, share: number): void {
    const counts = isRight ? this.#right : this.#wrong;
    counts.set(gram, (counts.get(gram) ?? 0) + share);
  }

  /** Log-odds a gram, smoothed towards none; grams that tell nothing are left out. */
  odds(): GramOdds {
    const rows: [number, number][] = [];
    for (const gram of new Set([...this.#right.keys(), ...this.#wrong.keys()])) {
      const right = this.#right.get(gram) ?? 0;
      const wrong = this.#wrong.get(gram) ?? 0;
      const value = Math.log((right + smoothing) / (wrong + smoothing));
      if (Math.abs(value) >= 0.1) rows.push([gram, Math.max(-boldest, Math.min(boldest, value))]);
    }
    rows.sort((a, b) => a[0] - b[0]);
    return {
      grams: Uint32Array.from(rows, ([gram]) => gram),
      odds: Float32Array.from(rows, ([, value]) => value),
    };
  }
}
