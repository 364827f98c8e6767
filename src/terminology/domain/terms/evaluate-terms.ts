import { foldTerm } from "./fold-term.js";
import type { TermExample } from "./learn-knowledge.js";

/** How one string was answered. */
export interface Answered {
  readonly example: TermExample;
  /** Names of the candidates, likeliest first. */
  readonly ranked: readonly string[];
  /** Names of the terms the engine says the string holds. */
  readonly chosen: readonly string[];
  /** Those of them that it is sure of. */
  readonly resolved: readonly string[];
}

/** Shares of a set of strings for which a right name stands first, among the first five, among the first ten. */
export interface Shares {
  readonly n: number;
  readonly top1: number;
  readonly top5: number;
  readonly top10: number;
}

export interface TermFigures extends Shares {
  /** Over the names of strings with several: chosen that are right, right that are chosen, and their harmonic mean. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** The same over all strings. */
  readonly all: { readonly precision: number; readonly recall: number; readonly f1: number };
  /** Strings with one right name only. */
  readonly single: Shares;
  /** Strings with several; `n` of them. */
  readonly several: Shares;
  /** Names given with status resolved: as a share of the right names, and the share of them that is right. */
  readonly resolved: { readonly share: number; readonly precision: number };
}

/**
 * The figures of a run. A string counts for top k when any of its right names is among the first k; names are compared
 * folded. Shares are rounded to four digits; a share of nothing is 0.
 */
export function figuresOf(answers: readonly Answered[]): TermFigures {
  const several = answers.filter(({ example }) => example.names.length > 1);
  const single = answers.filter(({ example }) => example.names.length === 1);
  const [resolvedRight, resolvedAll, names] = countChosen(answers, "resolved");
  return {
    ...sharesOf(answers),
    ...harmonic(countChosen(several, "chosen")),
    all: harmonic(countChosen(answers, "chosen")),
    single: sharesOf(single),
    several: sharesOf(several),
    resolved: { share: ratio(resolvedAll, names), precision: ratio(resolvedRight, resolvedAll) },
  };
}

const ratio = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 10_000;

function sharesOf(answers: readonly Answered[]): Shares {
  const within = (k: number): number =>
    ratio(answers.filter((answer) => placeOf(answer) < k).length, answers.length);
  return { n: answers.length, top1: within(1), top5: within(5), top10: within(10) };
}

/** Place of the first right name among the candidates, from 0; Infinity when there is none. */
function placeOf({ example, ranked }: Answered): number {
  const right = new Set(example.names.map(foldTerm));
  const at = ranked.findIndex((name) => right.has(foldTerm(name)));
  return at < 0 ? Infinity : at;
}

function countChosen(
  answers: readonly Answered[],
  what: "chosen" | "resolved",
): readonly [right: number, given: number, names: number] {
  let [right, given, names] = [0, 0, 0];
  for (const answer of answers) {
    const wanted = new Set(answer.example.names.map(foldTerm));
    const said = new Set(answer[what].map(foldTerm));
    names += wanted.size;
    given += said.size;
    for (const name of said) if (wanted.has(name)) right += 1;
  }
  return [right, given, names];
}

function harmonic([right, given, names]: readonly [number, number, number]): {
  precision: number;
  recall: number;
  f1: number;
} {
  return { precision: ratio(right, given), recall: ratio(right, names), f1: ratio(2 * right, given + names) };
}
