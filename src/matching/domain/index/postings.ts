import type { IndexDocument } from "./document.js";

/** Slots to a window: its scores fit the processor's first-level cache. */
export const windowSlots = 8192;

/** A run of slots and, for every term, which of them have it. What search reads; never changed while it reads. */
export interface Postings {
  /** The slots covered: from `firstSlot` up to `endSlot`. */
  readonly firstSlot: number;
  readonly endSlot: number;
  readonly idOf: (term: string) => number | undefined;
  /** Entries of term t: from `from[t]` up to `to[t]`, slots ascending. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly slots: Int32Array;
  readonly impacts: Uint8Array;
  /** The highest impact of each term. */
  readonly most: Uint8Array;
  readonly blocks: Blocks | undefined;
}

/** Where each window of a long list begins, and the highest impact within it. */
export interface Blocks {
  readonly windows: number;
  /** Row of a term; −1 for a short list, which has none. */
  readonly rowOf: Int32Array;
  /** rows × (windows + 1) positions. */
  readonly start: Uint32Array;
  /** rows × windows impacts. */
  readonly most: Uint8Array;
}

/** Shorter lists are walked without a table of windows. */
const longList = 512;

export function blocksOf(
  { from, to, slots, impacts }: Pick<Postings, "from" | "to" | "slots" | "impacts">,
  terms: number,
  slotCount: number,
): Blocks {
  const windows = Math.ceil(slotCount / windowSlots);
  const rowOf = new Int32Array(terms).fill(-1);
  let rows = 0;
  for (let t = 0; t < terms; t++) if ((to[t] ?? 0) - (from[t] ?? 0) >= longList) rowOf[t] = rows++;
  const start = new Uint32Array(rows * (windows + 1));
  const most = new Uint8Array(rows * windows);
  for (let t = 0; t < terms; t++) {
    const row = rowOf[t] ?? -1;
    if (row < 0) continue;
    let at = from[t] ?? 0;
    const end = to[t] ?? 0;
    for (let w = 0; w < windows; w++) {
      start[row * (windows + 1) + w] = at;
      const hi = (w + 1) * windowSlots;
      let highest = 0;
      while (at < end && (slots[at] ?? 0) < hi) {
        const impact = impacts[at++] ?? 0;
        if (impact > highest) highest = impact;
      }
      most[row * windows + w] = highest;
    }
    start[row * (windows + 1) + windows] = at;
  }
  return { windows, rowOf, start, most };
}

type Grown = Int32Array | Uint32Array | Uint8Array | Float32Array | Float64Array;

/** The array with room for `length` entries: itself, or a copy half as long again. */
export function roomFor<A extends Grown>(array: A, length: number): A {
  if (length <= array.length) return array;
  const Same = array.constructor as new (length: number) => A;
  const grown = new Same(Math.max(length, Math.ceil(array.length * 1.5), 16));
  grown.set(array);
  return grown;
}

/** Numbers for terms, in order of first appearance. Most terms are pairs of characters: these have a table of their own. */
export class Dictionary {
  private readonly ids = new Map<string, number>();
  readonly terms: string[] = [];
  /** Open addressing; a pair's key is its two UTF-16 units. `pairIds` is −1 where nothing lies. */
  private pairKeys = new Int32Array(1 << 12);
  private pairIds = new Int32Array(1 << 12).fill(-1);
  private pairs = 0;

  idOf(term: string): number {
    if (term.length === 2) return this.pairIdOf(term);
    let id = this.ids.get(term);
    if (id === undefined) {
      id = this.terms.push(term) - 1;
      this.ids.set(term, id);
    }
    return id;
  }

  find(term: string): number | undefined {
    if (term.length !== 2) return this.ids.get(term);
    const id = this.pairIds[this.pairPlace(pairKey(term))] ?? -1;
    return id < 0 ? undefined : id;
  }

  private pairIdOf(term: string): number {
    const key = pairKey(term);
    const at = this.pairPlace(key);
    const known = this.pairIds[at] ?? -1;
    if (known >= 0) return known;
    // A slice keeps the whole text it was cut from alive: the term is made of its own characters.
    const id = this.terms.push(String.fromCharCode(key >>> 16, key & 0xffff)) - 1;
    this.pairKeys[at] = key;
    this.pairIds[at] = id;
    if (++this.pairs * 2 > this.pairKeys.length) this.growPairs();
    return id;
  }

  private pairPlace(key: number): number {
    const mask = this.pairKeys.length - 1;
    let at = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    while ((this.pairIds[at] ?? -1) >= 0 && this.pairKeys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  private growPairs(): void {
    const [keys, ids] = [this.pairKeys, this.pairIds];
    this.pairKeys = new Int32Array(keys.length * 2);
    this.pairIds = new Int32Array(keys.length * 2).fill(-1);
    for (let old = 0; old < keys.length; old++) {
      const id = ids[old] ?? -1;
      if (id < 0) continue;
      const key = keys[old] ?? 0;
      const at = this.pairPlace(key);
      this.pairKeys[at] = key;
      this.pairIds[at] = id;
    }
  }
}

const pairKey = (term: string): number => (term.charCodeAt(0) << 16) | term.charCodeAt(1);

/** Postings of documents that came after the base was built: every list grows at its end, moving when its room is used up. */
export class GrowingPostings implements Postings {
  readonly firstSlot: number;
  endSlot: number;
  readonly blocks = undefined;
  from = new Uint32Array(64);
  to = new Uint32Array(64);
  slots = new Int32Array(256);
  impacts = new Uint8Array(256);
  most = new Uint8Array(64);
  private room = new Uint32Array(64);
  private used = 0;
  private readonly dictionary = new Dictionary();
  readonly idOf = (term: string): number | undefined => this.dictionary.find(term);

  constructor(firstSlot: number) {
    this.firstSlot = firstSlot;
    this.endSlot = firstSlot;
  }

  get terms(): readonly string[] {
    return this.dictionary.terms;
  }

  /** Takes the document in at the next slot. */
  append(document: IndexDocument): void {
    const slot = this.endSlot++;
    for (const { term, impact } of document.terms) this.add(this.dictionary.idOf(term), slot, impact);
  }

  private add(t: number, slot: number, impact: number): void {
    if (t >= this.from.length) {
      this.from = roomFor(this.from, t + 1);
      this.to = roomFor(this.to, t + 1);
      this.room = roomFor(this.room, t + 1);
      this.most = roomFor(this.most, t + 1);
    }
    const from = this.from[t] ?? 0;
    let to = this.to[t] ?? 0;
    if (to > from && this.slots[to - 1] === slot) {
      this.impacts[to - 1] = Math.max(this.impacts[to - 1] ?? 0, impact);
    } else {
      if (to - from === this.room[t]) to = this.move(t, from, to);
      this.slots[to] = slot;
      this.impacts[to] = impact;
      this.to[t] = to + 1;
    }
    if (impact > (this.most[t] ?? 0)) this.most[t] = impact;
  }

  /** Copies the list to where it has twice the room; answers its new end. */
  private move(t: number, from: number, to: number): number {
    const room = Math.max(2, 2 * (to - from));
    const start = this.used;
    this.used += room;
    this.slots = roomFor(this.slots, this.used);
    this.impacts = roomFor(this.impacts, this.used);
    this.slots.copyWithin(start, from, to);
    this.impacts.copyWithin(start, from, to);
    this.from[t] = start;
    this.room[t] = room;
    return start + to - from;
  }
}
