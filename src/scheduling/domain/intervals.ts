/**
 * Stretches of time as one flat array `[start, end, start, end, …]` of whole minutes since 1970-01-01T00:00Z, half-open
 * (the end minute is outside), ascending, disjoint and never touching. Every function here returns that form; those that
 * take `Intervals` rely on it.
 */
export type Intervals = Int32Array;

export const noTime: Intervals = new Int32Array(0);

/** One stretch; none when it has no length. */
export const oneInterval = (start: number, end: number): Intervals =>
  end > start ? Int32Array.of(start, end) : noTime;

const at = (list: ArrayLike<number>, i: number): number => list[i] as number;

/**
 * Brings `[start, end, …]` pairs in any order into the form of {@link Intervals}: sorted, overlapping and touching ones
 * joined, empty and reversed ones dropped.
 */
export function toIntervals(pairs: readonly number[]): Intervals {
  let isTidy = true;
  for (let i = 0; i < pairs.length; i += 2)
    if (at(pairs, i + 1) <= at(pairs, i) || (i > 0 && at(pairs, i) <= at(pairs, i - 1))) {
      isTidy = false;
      break;
    }
  if (isTidy) return Int32Array.from(pairs);
  const order: number[] = [];
  for (let i = 0; i < pairs.length; i += 2) if (at(pairs, i + 1) > at(pairs, i)) order.push(i);
  order.sort((a, b) => at(pairs, a) - at(pairs, b));
  const out: number[] = [];
  for (const i of order) {
    const last = out.length - 1;
    if (last > 0 && at(pairs, i) <= at(out, last)) {
      if (at(pairs, i + 1) > at(out, last)) out[last] = at(pairs, i + 1);
    } else out.push(at(pairs, i), at(pairs, i + 1));
  }
  return Int32Array.from(out);
}

/** Time that is in one of them at least. */
export function unionOf(...lists: readonly Intervals[]): Intervals {
  const full = lists.filter((list) => list.length > 0);
  if (full.length <= 1) return full[0] ?? noTime;
  return toIntervals(full.flatMap((list) => Array.from(list)));
}

/** Time that is in both. */
export function intersectionOf(a: Intervals, b: Intervals): Intervals {
  const out = new Int32Array(a.length + b.length);
  let n = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const start = Math.max(at(a, i), at(b, j));
    const end = Math.min(at(a, i + 1), at(b, j + 1));
    if (end > start) {
      out[n++] = start;
      out[n++] = end;
    }
    if (at(a, i + 1) < at(b, j + 1)) i += 2;
    else j += 2;
  }
  return out.subarray(0, n);
}

/** Time of `a` that is not in `b`. */
export function differenceOf(a: Intervals, b: Intervals): Intervals {
  if (b.length === 0 || a.length === 0) return a;
  const out = new Int32Array(a.length + b.length);
  let n = 0;
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let start = at(a, i);
    const end = at(a, i + 1);
    while (j < b.length && at(b, j + 1) <= start) j += 2;
    for (let k = j; k < b.length && at(b, k) < end; k += 2) {
      if (at(b, k) > start) {
        out[n++] = start;
        out[n++] = at(b, k);
      }
      start = Math.max(start, at(b, k + 1));
    }
    if (end > start) {
      out[n++] = start;
      out[n++] = end;
    }
  }
  return out.subarray(0, n);
}

/** The part that lies in [from, to). */
export const clip = (list: Intervals, from: number, to: number): Intervals =>
  intersectionOf(list, oneInterval(from, to));

/** Index of the first stretch that ends after the minute; `list.length` when none does. Even. */
export function firstEndingAfter(list: Intervals, minute: number): number {
  let low = 0;
  let high = list.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(list, 2 * middle + 1) > minute) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}

/** True when the minute is inside one of them. */
export function covers(list: Intervals, minute: number): boolean {
  const i = firstEndingAfter(list, minute);
  return i < list.length && at(list, i) <= minute;
}

/** True when the whole of [start, end) is inside one of them. */
export function coversAll(list: Intervals, start: number, end: number): boolean {
  const i = firstEndingAfter(list, start);
  return i < list.length && at(list, i) <= start && at(list, i + 1) >= end;
}

/** Minutes in all of them together. */
export function totalMinutes(list: Intervals): number {
  let sum = 0;
  for (let i = 0; i < list.length; i += 2) sum += at(list, i + 1) - at(list, i);
  return sum;
}

/** Every stretch longer by `before` and `after` minutes; those that come to touch are joined. */
export function padded(list: Intervals, before: number, after: number): Intervals {
  if ((before === 0 && after === 0) || list.length === 0) return list;
  const pairs = Array.from(list, (minute, i) => (i % 2 === 0 ? minute - before : minute + after));
  return toIntervals(pairs);
}

/**
 * The first minute, not before `from` and a multiple of `step`, from which `minutes` fit. Undefined: nowhere.
 */
export function firstFit(list: Intervals, from: number, minutes: number, step = 1): number | undefined {
  for (let i = firstEndingAfter(list, from); i < list.length; i += 2) {
    const start = Math.ceil(Math.max(at(list, i), from) / step) * step;
    if (start + minutes <= at(list, i + 1)) return start;
  }
  return undefined;
}
