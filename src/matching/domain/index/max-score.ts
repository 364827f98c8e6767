import { type Bitset, hasBit } from "./bitset.js";
import { mostWeight, type QueryTerm } from "./document.js";
import { type Postings, windowSlots } from "./postings.js";
import type { Sink } from "./top-k.js";

/** What a document brings along whatever is asked of its terms; whole numbers from 0 to `most`. */
export interface Prior {
  readonly most: number;
  readonly of: (slot: number) => number;
}

/** The question's lists within one run of slots, the least telling first. */
interface Cursors {
  readonly count: number;
  readonly pos: Uint32Array;
  readonly end: Uint32Array;
  readonly weight: Float64Array;
  /** The most the list can add anywhere. */
  readonly bound: Float64Array;
  /** Row in the table of windows; −1 none. */
  readonly row: Int32Array;
  /** Entries of the window in hand. */
  readonly windowFrom: Uint32Array;
  readonly windowTo: Uint32Array;
  /** The most that the lists before this one can add within the window, together. */
  readonly before: Float64Array;
}

let kept = room(256);

/** Arrays for that many lists, used again from question to question: fresh ones would be most of a question's garbage. */
function room(lists: number): { -readonly [K in keyof Cursors]: Cursors[K] } {
  return {
    count: 0,
    pos: new Uint32Array(lists),
    end: new Uint32Array(lists),
    weight: new Float64Array(lists),
    bound: new Float64Array(lists),
    row: new Int32Array(lists),
    windowFrom: new Uint32Array(lists),
    windowTo: new Uint32Array(lists),
    before: new Float64Array(lists + 1),
  };
}

/** Valid until the next call. */
function cursorsOf(postings: Postings, query: readonly QueryTerm[]): Cursors {
  const lists: { t: number; weight: number; bound: number }[] = [];
  for (const { term, weight } of query) {
    const t = postings.idOf(term);
    if (t === undefined || (postings.from[t] ?? 0) === (postings.to[t] ?? 0)) continue;
    lists.push({ t, weight, bound: weight * (postings.most[t] ?? 0) });
  }
  lists.sort((a, b) => a.bound - b.bound);
  if (kept.weight.length < lists.length) kept = room(2 * lists.length);
  kept.count = lists.length;
  for (const [i, { t, weight, bound }] of lists.entries()) {
    kept.pos[i] = postings.from[t] ?? 0;
    kept.end[i] = postings.to[t] ?? 0;
    kept.weight[i] = weight;
    kept.bound[i] = bound;
    kept.row[i] = postings.blocks?.rowOf[t] ?? -1;
  }
  return kept;
}

/** First entry from `at` up to `end` whose slot is not below `slot`; `end` when there is none. */
function seek(slots: Int32Array, at: number, end: number, slot: number): number {
  if (at >= end || (slots[at] ?? 0) >= slot) return at;
  let step = 1;
  while (at + step < end && (slots[at + step] ?? 0) < slot) step <<= 1;
  let low = at + (step >> 1) + 1;
  let high = Math.min(end, at + step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots[middle] ?? 0) < slot) low = middle + 1;
    else high = middle;
  }
  return low;
}

const scores = new Int32Array(windowSlots);
const touched = new Uint16Array(windowSlots);

/** Refuses what does not fit 32-bit scores. */
export function checkQuery(query: readonly QueryTerm[]): void {
  let sum = 0;
  for (const { term, weight } of query) {
    if (!Number.isInteger(weight) || weight < 1)
      throw new RangeError(`weight ${weight} of ${term} is no whole number ≥ 1`);
    sum += weight;
  }
  if (sum > mostWeight) throw new RangeError(`weights sum to ${sum}, more than ${mostWeight}`);
}

/**
 * Offers the sink every document of the run that is among `live`, has a term of the question and can still matter, with its
 * exact score. Windows of {@link windowSlots} slots: lists that could not lift a document over the threshold by themselves
 * are not walked but looked up (MaxScore), with the bounds of the window, not of the whole list (block-max).
 * Source: Turtle & Flood 1995; Ding & Suel, SIGIR 2011.
 */
export function maxScore(
  postings: Postings,
  query: readonly QueryTerm[],
  live: Bitset,
  prior: Prior | undefined,
  sink: Sink,
): void {
  const { firstSlot, endSlot, slots, impacts } = postings;
  const cursors = cursorsOf(postings, query);
  const { count, weight, windowFrom, windowTo, before } = cursors;
  const priorMost = prior?.most ?? 0;
  for (let low = firstSlot, window = 0; low < endSlot; low += windowSlots, window++) {
    const high = Math.min(low + windowSlots, endSlot);
    boundWindow(cursors, postings, low, high, window);
    const most = before[count] ?? 0;
    if (most === 0 || most + priorMost < sink.threshold) continue;
    let first = 0;
    while (first < count && (before[first + 1] ?? 0) + priorMost < sink.threshold) first++;

    let found = 0;
    for (let i = first; i < count; i++) {
      const w = weight[i] ?? 0;
      const end = windowTo[i] ?? 0;
      for (let x = windowFrom[i] ?? 0; x < end; x++) {
        const d = (slots[x] ?? 0) - low;
        const score = scores[d] ?? 0;
        if (score === 0) touched[found++] = d;
        scores[d] = score + w * (impacts[x] ?? 0);
      }
    }
    const rest = (before[first] ?? 0) + priorMost;
    for (let c = 0; c < found; c++) {
      const d = touched[c] ?? 0;
      let score = scores[d] ?? 0;
      scores[d] = 0;
      if (score + rest < sink.threshold) continue;
      const slot = low + d;
      if (!hasBit(live, slot)) continue;
      if (prior !== undefined) score += prior.of(slot);
      let i = first - 1;
      for (; i >= 0; i--) {
        if (score + (before[i + 1] ?? 0) < sink.threshold) break;
        const end = windowTo[i] ?? 0;
        const x = seek(slots, windowFrom[i] ?? 0, end, slot);
        if (x < end && slots[x] === slot) score += (weight[i] ?? 0) * (impacts[x] ?? 0);
      }
      if (i < 0 && score >= sink.threshold) sink.offer(slot, score);
    }
  }
}

/** Finds each list's entries within the window and the most that it can add there. */
function boundWindow(cursors: Cursors, postings: Postings, low: number, high: number, window: number): void {
  const { count, pos, end, weight, bound, row, windowFrom, windowTo, before } = cursors;
  const { slots, blocks } = postings;
  for (let i = 0; i < count; i++) {
    const r = row[i] ?? -1;
    let most = 0;
    if (r >= 0 && blocks !== undefined) {
      const at = r * (blocks.windows + 1) + window;
      windowFrom[i] = blocks.start[at] ?? 0;
      windowTo[i] = blocks.start[at + 1] ?? 0;
      most = (weight[i] ?? 0) * (blocks.most[r * blocks.windows + window] ?? 0);
    } else {
      const from = seek(slots, pos[i] ?? 0, end[i] ?? 0, low);
      const to = seek(slots, from, end[i] ?? 0, high);
      windowFrom[i] = from;
      windowTo[i] = to;
      pos[i] = to;
      if (to > from) most = bound[i] ?? 0;
    }
    before[i + 1] = (before[i] ?? 0) + most;
  }
}

/** The same without any short cut: every entry of every list. What {@link maxScore} must agree with. */
export function exhaustive(
  postings: Postings,
  query: readonly QueryTerm[],
  live: Bitset,
  prior: Prior | undefined,
  sink: Sink,
): void {
  const { firstSlot, endSlot, slots, impacts } = postings;
  const sums = new Int32Array(endSlot - firstSlot);
  const { count, pos, end, weight } = cursorsOf(postings, query);
  for (let i = 0; i < count; i++)
    for (let x = pos[i] ?? 0; x < (end[i] ?? 0); x++) {
      const d = (slots[x] ?? 0) - firstSlot;
      sums[d] = (sums[d] ?? 0) + (weight[i] ?? 0) * (impacts[x] ?? 0);
    }
  for (let d = 0; d < sums.length; d++) {
    const sum = sums[d] ?? 0;
    const slot = firstSlot + d;
    if (sum > 0 && hasBit(live, slot)) sink.offer(slot, sum + (prior?.of(slot) ?? 0));
  }
}
