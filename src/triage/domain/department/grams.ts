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

/** Which known grams a text has: places in ascending order, and how often each occurs. */
export interface KnownGrams {
  readonly at: Uint32Array;
  readonly count: Uint32Array;
}

/** One pass over the text; grams that the vocabulary lacks are never counted. */
export function knownGrams({ longest, place }: Vocabulary, folded: string): KnownGrams {
  const text = folded.slice(0, longestChars);
  const found: number[] = [];
  for (let from = 0; from < text.length; from++)
    for (let length = 1; length <= longest && from + length <= text.length; length++) {
      const at = place.get(text.slice(from, from + length));
      if (at !== undefined) found.push(at);
    }
  const all = Uint32Array.from(found).sort();
  const at = new Uint32Array(all.length);
  const count = new Uint32Array(all.length);
  let last = -1;
  for (let k = 0; k < all.length; k++) {
    if (last < 0 || at[last] !== all[k]) at[++last] = all[k] ?? 0;
    count[last] = (count[last] ?? 0) + 1;
  }
  return { at: at.subarray(0, last + 1), count: count.subarray(0, last + 1) };
}

/** Known grams weighed (1 + ln count) × idf and scaled to length 1; empty when none is known. */
export function weighed({ idf }: Vocabulary, { at, count }: KnownGrams): Row {
  const value = new Float64Array(at.length);
  let squares = 0;
  for (let k = 0; k < at.length; k++) {
    const weight = (1 + Math.log(count[k] ?? 1)) * (idf[at[k] ?? 0] ?? 0);
    value[k] = weight;
    squares += weight * weight;
  }
  const length = Math.sqrt(squares) || 1;
  for (let k = 0; k < value.length; k++) value[k] = (value[k] ?? 0) / length;
  return { at, value };
}

/** Known grams, each 1 however often it occurs. */
export const marked = ({ at }: KnownGrams): Row => ({ at, value: new Float64Array(at.length).fill(1) });

/** {@link weighed} of a text. */
export const weighGrams = (vocabulary: Vocabulary, folded: string): Row =>
  weighed(vocabulary, knownGrams(vocabulary, folded));

/** {@link marked} of a text. */
export const markGrams = (vocabulary: Vocabulary, folded: string): Row =>
  marked(knownGrams(vocabulary, folded));
