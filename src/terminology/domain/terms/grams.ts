/**
 * Grams of a folded name: single characters, and pairs of neighbours, where the beginning and the end of the name count as
 * characters too (the last character heads a Chinese name). A gram is a number below `gramBuckets`; two grams share one by
 * chance about once in forty.
 */
export const gramBits = 18;
export const gramBuckets = 1 << gramBits;

const edge = 1;

export const pairBucket = (a: number, b: number): number =>
  (Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a, 0x85ebca6b)) >>> (32 - gramBits);

export const singleBucket = (a: number): number => Math.imul(a, 0x2c1b3c6d) >>> (32 - gramBits);

/** Visits every gram of one name in order of place; `at` is the index of its (first) character, −1 for the beginning. */
export function eachGram(folded: string, visit: (bucket: number, at: number, isPair: boolean) => void): void {
  let before = edge;
  for (let i = 0; i < folded.length; i++) {
    const ch = folded.charCodeAt(i);
    const here = ch === 32 ? edge : ch;
    if (here !== edge) visit(singleBucket(here), i, false);
    if (before !== edge || here !== edge) visit(pairBucket(before, here), i - 1, true);
    before = here;
  }
  if (before !== edge) visit(pairBucket(before, edge), folded.length - 1, true);
}

/** The distinct grams of a name in order of first place. */
export function gramsOf(folded: string): number[] {
  const seen = new Set<number>();
  eachGram(folded, (bucket) => seen.add(bucket));
  return [...seen];
}

export const tripleBucket = (a: number, b: number, c: number): number =>
  (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)) >>> (32 - gramBits);
