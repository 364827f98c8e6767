import { inOneGo, type Pieces } from "../../../kernel/pieces.js";
import type { DocumentTerm } from "./document.js";
import { blocksOf, Dictionary, type Postings, roomFor } from "./postings.js";

/** The immutable part of an index, with what is needed to keep it in a file. */
export interface BasePostings extends Postings {
  readonly terms: readonly string[];
}

/** A base whose arrays are already laid out; `from` has one entry more than there are terms. `find`: the number of a term. */
export function basePostings(
  terms: readonly string[],
  from: Uint32Array,
  slots: Int32Array,
  impacts: Uint8Array,
  most: Uint8Array,
  slotCount: number,
  find?: (term: string) => number | undefined,
): BasePostings {
  const to = from.subarray(1);
  let dictionary: Dictionary | undefined;
  const idOf =
    find ??
    ((term: string): number | undefined => {
      if (dictionary === undefined) {
        dictionary = new Dictionary();
        for (const one of terms) dictionary.idOf(one);
      }
      return dictionary.find(term);
    });
  const blocks = blocksOf({ from, to, slots, impacts }, terms.length, slotCount);
  return { firstSlot: 0, endSlot: slotCount, terms, idOf, from, to, slots, impacts, most, blocks };
}

interface FinishedPostings {
  readonly postings: BasePostings;
  readonly ids: string[];
  readonly places: string[];
}

/** Documents turned over between two pauses: some 10 ms. */
const pieceOf = 16_384;

/** Collects documents as numbers and turns them over into lists by term, slots in order of place. */
export class PostingsBuilder {
  private readonly dictionary = new Dictionary();
  private readonly places = new Dictionary();
  readonly ids: string[] = [];
  private placeOf = new Int32Array(1024);
  private start = new Uint32Array(1024);
  private term = new Int32Array(1 << 14);
  private impact = new Uint8Array(1 << 14);
  private used = 0;

  /** Takes a document in; what is not in {@link terms} order is put right by {@link finish}. */
  add(id: string, place: string, terms: Iterable<DocumentTerm>): void {
    const d = this.ids.push(id) - 1;
    this.placeOf = roomFor(this.placeOf, d + 1);
    this.placeOf[d] = this.places.idOf(place);
    for (const { term, impact } of terms) {
      if (this.used === this.term.length) {
        this.term = roomFor(this.term, this.used + 1);
        this.impact = roomFor(this.impact, this.used + 1);
      }
      this.term[this.used] = this.dictionary.idOf(term);
      this.impact[this.used++] = impact;
    }
    this.start = roomFor(this.start, d + 2);
    this.start[d + 1] = this.used;
  }

  /** The lists, and ids and places by slot: places in order of their names, within a place as they were added. */
  finish(): FinishedPostings {
    return inOneGo(this.finishing());
  }

  /** {@link finish} with a pause wherever others may have their turn. */
  *finishing(): Pieces<FinishedPostings> {
    const names = this.places.terms;
    const count = this.ids.length;
    const order = this.inPlaceOrder();
    const terms = this.dictionary.terms;
    yield;
    const from = new Uint32Array(terms.length + 1);
    for (let x = 0; x < this.used; x++) {
      const t = (this.term[x] ?? 0) + 1;
      from[t] = (from[t] ?? 0) + 1;
    }
    for (let t = 0; t < terms.length; t++) from[t + 1] = (from[t + 1] ?? 0) + (from[t] ?? 0);
    const slots = new Int32Array(this.used);
    const impacts = new Uint8Array(this.used);
    const most = new Uint8Array(terms.length);
    const next = from.slice(0, terms.length);
    let doubled = 0;
    for (let slot = 0; slot < count; slot++) {
      if (slot % pieceOf === 0) yield;
      const d = order[slot] ?? 0;
      for (let x = this.start[d] ?? 0, end = this.start[d + 1] ?? 0; x < end; x++) {
        const t = this.term[x] ?? 0;
        const impact = this.impact[x] ?? 0;
        const at = next[t] ?? 0;
        if (impact > (most[t] ?? 0)) most[t] = impact;
        if (at > (from[t] ?? 0) && slots[at - 1] === slot) {
          doubled++;
          impacts[at - 1] = Math.max(impacts[at - 1] ?? 0, impact);
          continue;
        }
        slots[at] = slot;
        impacts[at] = impact;
        next[t] = at + 1;
      }
    }
    yield;
    const kept = doubled === 0 ? { from, slots, impacts } : closeGaps(from, next, slots, impacts);
    const ids: string[] = [];
    const places: string[] = [];
    for (const d of order) {
      ids.push(this.ids[d] ?? "");
      places.push(names[this.placeOf[d] ?? 0] ?? "");
    }
    yield;
    return {
      postings: basePostings(terms, kept.from, kept.slots, kept.impacts, most, count, (term) =>
        this.dictionary.find(term),
      ),
      ids,
      places,
    };
  }

  /** Documents by name of place, stable: a counting sort. */
  private inPlaceOrder(): Uint32Array {
    const names = this.places.terms;
    const rank = new Int32Array(names.length);
    for (const [at, p] of [...names.keys()]
      .sort((a, b) => ((names[a] ?? "") < (names[b] ?? "") ? -1 : 1))
      .entries())
      rank[p] = at;
    const next = new Uint32Array(names.length + 1);
    for (let d = 0; d < this.ids.length; d++) {
      const r = (rank[this.placeOf[d] ?? 0] ?? 0) + 1;
      next[r] = (next[r] ?? 0) + 1;
    }
    for (let r = 0; r < names.length; r++) next[r + 1] = (next[r + 1] ?? 0) + (next[r] ?? 0);
    const order = new Uint32Array(this.ids.length);
    for (let d = 0; d < this.ids.length; d++) {
      const r = rank[this.placeOf[d] ?? 0] ?? 0;
      const at = next[r] ?? 0;
      next[r] = at + 1;
      order[at] = d;
    }
    return order;
  }
}

/** Lists end at `end` where a document named a term twice: moves them together. */
function closeGaps(from: Uint32Array, end: Uint32Array, slots: Int32Array, impacts: Uint8Array) {
  const closed = new Uint32Array(from.length);
  let used = 0;
  for (let t = 0; t < end.length; t++) {
    const [begin, stop] = [from[t] ?? 0, end[t] ?? 0];
    slots.copyWithin(used, begin, stop);
    impacts.copyWithin(used, begin, stop);
    used += stop - begin;
    closed[t + 1] = used;
  }
  return { from: closed, slots: slots.slice(0, used), impacts: impacts.slice(0, used) };
}
