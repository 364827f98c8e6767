import { type Bitset, hasBit } from "./bitset.js";
import { type BasePostings, basePostings } from "./build-postings.js";
import type { GrowingPostings, Postings } from "./postings.js";

/**
 * One base from a base, its delta and what is still live. `order[new slot]` is the old slot: by name of place, within a place
 * as they lay before.
 */
export function mergePostings(
  base: BasePostings,
  delta: GrowingPostings,
  live: Bitset,
  placeOf: (slot: number) => string,
): { postings: BasePostings; order: Uint32Array } {
  const kept: number[] = [];
  for (let slot = 0; slot < delta.endSlot; slot++) if (hasBit(live, slot)) kept.push(slot);
  const order = Uint32Array.from(
    kept.sort((a, b) => {
      const [one, other] = [placeOf(a), placeOf(b)];
      return one === other ? a - b : one < other ? -1 : 1;
    }),
  );
  const place = new Int32Array(delta.endSlot).fill(-1);
  for (const [to, from] of order.entries()) place[from] = to;

  const terms: string[] = [];
  const from: number[] = [0];
  const capacity = entriesOf(base) + entriesOf(delta);
  const slots = new Int32Array(capacity);
  const impacts = new Uint8Array(capacity);
  const most: number[] = [];
  let used = 0;
  const take = (postings: Postings, t: number): void => {
    for (let x = postings.from[t] ?? 0; x < (postings.to[t] ?? 0); x++) {
      const to = place[postings.slots[x] ?? 0] ?? -1;
      if (to < 0) continue;
      slots[used] = to;
      impacts[used++] = postings.impacts[x] ?? 0;
    }
  };
  const close = (term: string): void => {
    const begin = from.at(-1) ?? 0;
    if (used === begin) return;
    sortRun(slots, impacts, begin, used);
    let highest = 0;
    for (let x = begin; x < used; x++) highest = Math.max(highest, impacts[x] ?? 0);
    terms.push(term);
    most.push(highest);
    from.push(used);
  };
  for (const [t, term] of base.terms.entries()) {
    take(base, t);
    const late = delta.idOf(term);
    if (late !== undefined) take(delta, late);
    close(term);
  }
  for (const [t, term] of delta.terms.entries()) {
    if (base.idOf(term) !== undefined) continue;
    take(delta, t);
    close(term);
  }
  return {
    postings: basePostings(
      terms,
      Uint32Array.from(from),
      slots.slice(0, used),
      impacts.slice(0, used),
      Uint8Array.from(most),
      order.length,
    ),
    order,
  };
}

function entriesOf({ from, to }: Postings): number {
  let entries = 0;
  for (let t = 0; t < to.length; t++) entries += (to[t] ?? 0) - (from[t] ?? 0);
  return entries;
}

/** Puts entries `begin` up to `end` in order of slot. The run is nearly in order already: mostly nothing is moved. */
function sortRun(slots: Int32Array, impacts: Uint8Array, begin: number, end: number): void {
  let isSorted = true;
  for (let x = begin + 1; x < end && isSorted; x++) isSorted = (slots[x - 1] ?? 0) < (slots[x] ?? 0);
  if (isSorted) return;
  // Slot and impact ride in one number, which sorts without calling back.
  const keys = new Float64Array(end - begin);
  for (let x = begin; x < end; x++) keys[x - begin] = (slots[x] ?? 0) * 256 + (impacts[x] ?? 0);
  keys.sort();
  for (let x = begin; x < end; x++) {
    const key = keys[x - begin] ?? 0;
    slots[x] = Math.floor(key / 256);
    impacts[x] = key % 256;
  }
}
