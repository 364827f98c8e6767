import { type DepartmentModel, mixScores, scoresOf } from "./department-model.js";
import type { GramVectors } from "./vectors.js";

/** A part of a text, UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** More parts are not tried: each costs one more reading of the text. */
const mostSpans = 10;

/** The text without what stands in the spans; offsets stay. */
export function blanked(text: string, spans: readonly Span[]): string {
  let out = text;
  for (const { start, end } of spans) out = out.slice(0, start) + " ".repeat(end - start) + out.slice(end);
  return out;
}

/** Pieces between marks of punctuation and white space. */
export const piecesOf = (text: string): readonly Span[] =>
  Array.from(text.matchAll(/[^\s，。；：、？！,.;:?!()（）]+/gu), ({ 0: piece, index }) => ({
    start: index,
    end: index + piece.length,
  }));

/**
 * Which parts of the text speak for the label or, when it is a parent, for what stands below it: those without which its odds fall, the largest fall first, at most `most`.
 * Of longer lists the first ten parts are tried. Empty when the label is not the model's or no part matters.
 */
export function spokenFor(
  model: DepartmentModel,
  vectors: GramVectors | null,
  text: string,
  label: string,
  spans: readonly Span[],
  most = 3,
): readonly Span[] {
  const isOwn = model.labels.map((one) => one === label || one.startsWith(`${label}.`));
  /** Logarithm of the odds: near certainty a part still counts, though the chance hardly moves. */
  const oddsOf = (read: string): number => {
    const chance = mixScores(scoresOf(model, vectors, read), model.shares, model.mixture).reduce(
      (sum, own, c) => sum + (isOwn[c] === true ? own : 0),
      0,
    );
    return Math.log((chance + 1e-9) / (1 - chance + 1e-9));
  };
  const whole = oddsOf(text);
  return spans
    .slice(0, mostSpans)
    .map((span) => ({ span, fall: whole - oddsOf(blanked(text, [span])) }))
    .filter(({ fall }) => fall > 0.1)
    .sort((a, b) => b.fall - a.fall || a.span.start - b.span.start)
    .slice(0, most)
    .map(({ span }) => span);
}
