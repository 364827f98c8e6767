import { nameOfTemperature, readTemperature } from "./body-temperature.js";
import { foldTerm, longestTerm } from "./fold-term.js";
import type { EngineKind } from "./term-model.js";

/** A part of a string between separators: as written, and folded. */
export interface Segment {
  readonly text: string;
  readonly folded: string;
}

const circled = /[\u2460-\u2473\u2474-\u2487\u2776-\u277f\u3251-\u325f]/gu;
/** 1. 2、 3) at the beginning of an item of a list; a size or a level (L4.5, 3.5cm) is not one. */
const itemNumber = /(?<![\d.a-z])\(?\d{1,2}[.、)](?!\d)/giu;
const separator = /[;；,，。、+＋\n\r\t|]+|(?<!\d)[.．]|[.．](?!\d)|\s{2,}/u;

/**
 * Cuts a string at punctuation into its segments, in order; those without a letter or digit are left out. A blank between
 * Chinese characters separates, one beside Latin letters does not. Among symptoms a body temperature also has its name.
 */
export function splitSegments(kind: EngineKind, raw: string): readonly Segment[] {
  const marked = raw
    .slice(0, longestTerm)
    .replace(circled, ";")
    .replace(itemNumber, ";")
    .replace(/(?<=\p{Script=Han})[ \u3000]+(?=\p{Script=Han})/gu, ";");
  const out: Segment[] = [];
  for (const piece of marked.split(separator)) {
    const text = piece.trim();
    const celsius = kind === "symptom" ? readTemperature(text) : undefined;
    const folded = foldTerm(
      celsius === undefined ? text : `${text} ${celsius.toFixed(1)} ${nameOfTemperature(celsius)}`,
    );
    if (folded !== "") out.push({ text, folded });
  }
  return out;
}
