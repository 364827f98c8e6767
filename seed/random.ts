/** A repeatable source of chance: the same name always gives the same run, whatever else was drawn before. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** A number between the bounds, rounded to `digits` decimals. */
  between(from: number, to: number, digits: number): number;
  chance(probability: number): boolean;
  /** Throws on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** One item, with chances in proportion to the weights. Throws when no weight is positive. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T;
  shuffled<T>(items: readonly T[]): T[];
  /** Log-normal: half of the draws lie below `median`; `spread` is the standard deviation of the logarithm. */
  around(median: number, spread: number): number;
  uuid(): string;
  /** A source of its own for one thing, so that a change elsewhere does not change it. */
  fork(name: string): Random;
}

/** FNV-1a over UTF-16 code units, from a given start. */
function hash(text: string, start: number): number {
  let value = start >>> 0;
  for (let at = 0; at < text.length; at++) {
    value ^= text.charCodeAt(at);
    value = Math.imul(value, 0x01000193) >>> 0;
  }
  return value;
}

/** The generator sfc32 (small fast counting), seeded by the text. Source: C. Doty-Humphrey, PractRand. */
function generator(name: string): () => number {
  let [a, b, c, d] = [hash(name, 0x811c9dc5), hash(name, 0x9e3779b9), hash(name, 0x85ebca6b), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return next;
}

export function newRandom(name: string): Random {
  const next = generator(name);
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError(`nothing to pick from (${name})`);
    return items[Math.floor(next() * items.length)] as T;
  };
  return {
    next,
    whole,
    between: (from, to, digits) => Number((from + next() * (to - from)).toFixed(digits)),
    chance: (probability) => next() < probability,
    pick,
    weighted(items, weightOf) {
      const total = items.reduce((sum, item) => sum + Math.max(0, weightOf(item)), 0);
      let left = next() * total;
      for (const item of items) {
        left -= Math.max(0, weightOf(item));
        if (left < 0) return item;
      }
      throw new RangeError(`no weight is positive (${name})`);
    },
    shuffled(items) {
      const list = [...items];
      for (let at = list.length - 1; at > 0; at--) {
        const other = whole(0, at);
        [list[at], list[other]] = [list[other] as (typeof list)[number], list[at] as (typeof list)[number]];
      }
      return list;
    },
    around(median, spread) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(spread * normal);
    },
    uuid() {
      const digits = Array.from({ length: 32 }, () => whole(0, 15).toString(16));
      digits[12] = "4";
      digits[16] = pick(["8", "9", "a", "b"]);
      const text = digits.join("");
      return [
        [0, 8],
        [8, 12],
        [12, 16],
        [16, 20],
        [20, 32],
      ]
        .map(([from, to]) => text.slice(from, to))
        .join("-");
    },
    fork: (child) => newRandom(`${name}/${child}`),
  };
}
