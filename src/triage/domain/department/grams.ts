/**
 * The text as the classifier reads it: compatibility forms unified (Ｘ → X), lower case, runs of white space one space.
 * Punctuation stays: what people ask with ？ differs from what they state.
 */
export const foldText = (text: string): string =>
  text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();

/** Longer texts are read to here: enough for any case summary, and it bounds the time of one answer. */
const longestChars = 4_000;

/**
 * Runs of 1 to `longest` neighbouring characters with how often each occurs.
 * @param folded a text from `foldText`; characters are UTF-16 units, since Chinese medical writing lies within them.
 */
export function gramsOf(folded: string, longest: number): ReadonlyMap<string, number> {
  const text = folded.slice(0, longestChars);
  const counts = new Map<string, number>();
  for (let from = 0; from < text.length; from++)
    for (let length = 1; length <= longest && from + length <= text.length; length++) {
      const gram = text.slice(from, from + length);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  return counts;
}

/** A sparse row: places in ascending order, and the value at each. */
export interface Row {
  readonly at: Uint32Array;
  readonly value: Float64Array;
}

/** The grams a model knows, in order of first sight, and how telling each is. */
export interface Vocabulary {
  readonly longest: number;
  readonly place: ReadonlyMap<string, number>;
  /** Inverse document frequency, ln((1 + n) / (1 + df)) + 1; one a place. */
  readonly idf: Float32Array;
}

/**
 * @param leastTexts a gram of two or more characters joins when it occurs in so many texts; single characters always do.
 */
export function learnVocabulary(folded: readonly string[], longest: number, leastTexts: number): Vocabulary {
  const texts = new Map<string, number>();
  for (const text of folded)
    for (const gram of gramsOf(text, longest).keys()) texts.set(gram, (texts.get(gram) ?? 0) + 1);
  const kept = [...texts].filter(([gram, df]) => gram.length === 1 || df >= leastTexts);
  return {
    longest,
    place: new Map(kept.map(([gram], i) => [gram, i])),
    idf: Float32Array.from(kept, ([, df]) => Math.log((1 + folded.length) / (1 + df)) + 1),
  };
}

const rowOf = (cells: (readonly [number, number])[]): Row => {
  cells.sort((a, b) => a[0] - b[0]);
  return { at: Uint32Array.from(cells, ([at]) => at), value: Float64Array.from(cells, ([, value]) => value) };
};

/** The text's known grams, weighed (1 + ln count) × idf and scaled to length 1; empty when none is known. */
export function weighGrams(vocabulary: Vocabulary, folded: string): Row {
  const cells: [number, number][] = [];
  for (const [gram, count] of gramsOf(folded, vocabulary.longest)) {
    const at = vocabulary.place.get(gram);
    if (at !== undefined) cells.push([at, (1 + Math.log(count)) * (vocabulary.idf[at] ?? 0)]);
  }
  const length = Math.sqrt(cells.reduce((sum, [, value]) => sum + value * value, 0)) || 1;
  return rowOf(cells.map(([at, value]) => [at, value / length]));
}

/** The text's known grams, each 1 however often it occurs. */
export function markGrams(vocabulary: Vocabulary, folded: string): Row {
  const cells: [number, number][] = [];
  for (const gram of gramsOf(folded, vocabulary.longest).keys()) {
    const at = vocabulary.place.get(gram);
    if (at !== undefined) cells.push([at, 1]);
  }
  return rowOf(cells);
}
