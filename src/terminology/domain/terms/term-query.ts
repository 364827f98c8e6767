import { eachGram } from "./grams.js";
import { splitSegments } from "./split-terms.js";
import { sureTerm } from "./sure-term.js";
import type { TermEngine } from "./term-engine.js";

/** A string made ready to be compared: its grams in order of place, each with its segment. */
export interface TermQuery {
  readonly raw: string;
  /** Folded segments, joined by blanks. */
  readonly folded: string;
  readonly segments: readonly QuerySegment[];
  readonly grams: Uint32Array;
  /** Character of `folded` at which a gram begins; −1 for the beginning of the first segment. */
  readonly at: Int32Array;
  readonly segmentOf: Uint8Array;
  readonly weight: Float32Array;
}

export interface QuerySegment {
  readonly text: string;
  readonly folded: string;
  /** Character of the query's `folded` at which the segment begins. */
  readonly start: number;
  /** Its grams are those of the query from `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  /** The term it names beyond doubt; −1: none. */
  readonly sure: number;
  /** Sum of the weights of its grams. */
  readonly total: number;
}

const mostSegments = 24;

export function prepareQuery(engine: TermEngine, raw: string): TermQuery {
  const pieces = splitSegments(engine.index.kind, raw).slice(0, mostSegments);
  const grams: number[] = [];
  const at: number[] = [];
  const segmentOf: number[] = [];
  const weight: number[] = [];
  const segments: QuerySegment[] = [];
  let start = 0;
  pieces.forEach(({ text, folded }, s) => {
    const from = grams.length;
    let total = 0;
    eachGram(folded, (gram, place) => {
      grams.push(gram);
      at.push(start + place);
      segmentOf.push(s);
      const w = engine.index.weight[gram] ?? 0;
      weight.push(w);
      total += w;
    });
    segments.push({
      text,
      folded,
      start,
      from,
      to: grams.length,
      sure: sureTerm(engine.index, folded),
      total,
    });
    start += folded.length + 1;
  });
  return {
    raw,
    folded: pieces.map(({ folded }) => folded).join(" "),
    segments,
    grams: Uint32Array.from(grams),
    at: Int32Array.from(at),
    segmentOf: Uint8Array.from(segmentOf),
    weight: Float32Array.from(weight),
  };
}
