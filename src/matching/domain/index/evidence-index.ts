import { inOneGo, type Pieces } from "../../../kernel/pieces.js";
import { allBits, type Bitset, both, clearBit, hasBit, setBit, wordsFor, withRoom } from "./bitset.js";
import { type BasePostings, PostingsBuilder } from "./build-postings.js";
import type { Hit, IndexDocument, QueryTerm } from "./document.js";
import { checkQuery, exhaustive, maxScore, type Prior } from "./max-score.js";
import { mergePostings } from "./merge-postings.js";
import { GrowingPostings, type Postings } from "./postings.js";
import { AtLeast, type Sink, TopK } from "./top-k.js";

/** Which state of the source an index was made from: two indices of one version give the same answers. */
export interface IndexVersion {
  /** Another source altogether, when it differs: a new or restored database. */
  readonly epoch: string;
  readonly sequence: number;
}

export interface SearchOptions {
  /** Only these slots; all when not given. As long as {@link EvidenceIndex.live}. */
  readonly among?: Bitset;
  readonly prior?: Prior;
}

/**
 * An inverted index over documents with weighed terms, on typed arrays: an immutable base, a delta of what came later, and
 * the set of live slots, from which a replaced or removed document is struck. Answers are exact: the best by
 * Σ weight × impact, equal ones by id, the same whether a document lies in the base or in the delta.
 *
 * A document's slot is its place in the arrays. It is never given to another document, and a changed document has a new
 * one; {@link EvidenceIndex.merged} numbers the slots anew.
 */
export class EvidenceIndex {
  version: IndexVersion;
  readonly base: BasePostings;
  private readonly delta: GrowingPostings;
  private readonly ids: string[];
  private readonly places: string[];
  private bits: Bitset;
  private liveCount: number;
  private slots: Map<string, number> | undefined;

  /** `ids` and `places` by slot of the base; all of them live. */
  constructor(version: IndexVersion, base: BasePostings, ids: string[], places: string[]) {
    this.version = version;
    this.base = base;
    this.ids = ids;
    this.places = places;
    this.delta = new GrowingPostings(base.endSlot);
    this.bits = allBits(base.endSlot);
    this.liveCount = base.endSlot;
  }

  /** An index of these documents. Throws a RangeError when two have the same id. */
  static build(documents: Iterable<IndexDocument>, version: IndexVersion): EvidenceIndex {
    const builder = new PostingsBuilder();
    for (const { id, place, terms } of documents) builder.add(id, place, terms);
    return EvidenceIndex.from(builder, version);
  }

  /** An index of what the builder has collected; the builder is used up. As {@link build}. */
  static from(builder: PostingsBuilder, version: IndexVersion): EvidenceIndex {
    return inOneGo(EvidenceIndex.finishing(builder, version));
  }

  /** {@link from} with pauses. */
  static *finishing(builder: PostingsBuilder, version: IndexVersion): Pieces<EvidenceIndex> {
    const { postings, ids, places } = yield* builder.finishing();
    yield;
    const index = new EvidenceIndex(version, postings, ids, places);
    if (index.slotMap().size < ids.length) throw new RangeError("two documents of an index have the same id");
    return index;
  }

  /** Live documents. */
  get size(): number {
    return this.liveCount;
  }

  /** One more than the highest slot. */
  get endSlot(): number {
    return this.delta.endSlot;
  }

  /** Slots of the delta and struck ones: what {@link merged} would put away. */
  get loose(): number {
    return this.endSlot - this.base.endSlot + (this.endSlot - this.liveCount);
  }

  /** The live slots. Read it, and read it again after a change. */
  get live(): Bitset {
    return this.bits.subarray(0, wordsFor(this.endSlot));
  }

  /** The document's id; "" for a slot that never was. */
  idOf(slot: number): string {
    return this.ids[slot] ?? "";
  }

  placeOf(slot: number): string {
    return this.places[slot] ?? "";
  }

  /** Where the document lies now; undefined: not here (any more). */
  slotOf(id: string): number | undefined {
    return this.slotMap().get(id);
  }

  isLive(slot: number): boolean {
    return slot < this.endSlot && hasBit(this.bits, slot);
  }

  /** In how many documents the term stands. What was struck since the last merge still counts. */
  documentFrequency(term: string): number {
    return listLength(this.base, term) + listLength(this.delta, term);
  }

  /** Takes the document in, in place of the one with its id if there is one, and answers its slot. */
  put(document: IndexDocument): number {
    this.remove(document.id);
    const slot = this.endSlot;
    this.ids.push(document.id);
    this.places.push(document.place);
    this.bits = withRoom(this.bits, slot + 1);
    setBit(this.bits, slot);
    this.slotMap().set(document.id, slot);
    this.delta.append(document);
    this.liveCount++;
    return slot;
  }

  /** Strikes the document. False: it was not here. */
  remove(id: string): boolean {
    const slot = this.slotOf(id);
    if (slot === undefined) return false;
    clearBit(this.bits, slot);
    this.slotMap().delete(id);
    this.liveCount--;
    return true;
  }

  /**
   * The best `k` documents with a term of the question, best first, equal scores by id. Throws a RangeError when weights are
   * not whole numbers ≥ 1 or sum to more than `mostWeight`.
   */
  search(query: readonly QueryTerm[], k: number, options: SearchOptions = {}): Hit[] {
    const best = new TopK(k, (slot) => this.idOf(slot));
    this.walk(query, options, best);
    return this.hits(best);
  }

  /** Slots of all documents with a term of the question that score at least `least`, in no order. */
  atLeast(query: readonly QueryTerm[], least: number, options: SearchOptions = {}): number[] {
    const all = new AtLeast(least);
    this.walk(query, options, all);
    return all.slots;
  }

  /** {@link search} by reading every entry of every list: slow, and the measure of what is right. */
  searchExhaustively(query: readonly QueryTerm[], k: number, options: SearchOptions = {}): Hit[] {
    const best = new TopK(k, (slot) => this.idOf(slot));
    const among = this.amongLive(options.among);
    for (const postings of this.runs()) exhaustive(postings, query, among, options.prior, best);
    return this.hits(best);
  }

  /** The same documents in one new base, places side by side again. This one stays as it is. */
  merged(version: IndexVersion = this.version): EvidenceIndex {
    const { postings, order } = mergePostings(this.base, this.delta, this.live, (slot) => this.placeOf(slot));
    return new EvidenceIndex(
      version,
      postings,
      Array.from(order, (slot) => this.idOf(slot)),
      Array.from(order, (slot) => this.placeOf(slot)),
    );
  }

  private walk(query: readonly QueryTerm[], { among, prior }: SearchOptions, sink: Sink): void {
    checkQuery(query);
    const live = this.amongLive(among);
    for (const postings of this.runs()) maxScore(postings, query, live, prior, sink);
  }

  private runs(): Postings[] {
    return this.endSlot === this.base.endSlot ? [this.base] : [this.base, this.delta];
  }

  private amongLive(among: Bitset | undefined): Bitset {
    return among === undefined ? this.bits : both(this.live, among);
  }

  private hits(best: TopK): Hit[] {
    return best.sorted().map(({ slot, score }) => ({ id: this.idOf(slot), slot, score }));
  }

  private slotMap(): Map<string, number> {
    if (this.slots === undefined) {
      this.slots = new Map();
      for (const [slot, id] of this.ids.entries()) if (this.isLive(slot)) this.slots.set(id, slot);
    }
    return this.slots;
  }
}

function listLength(postings: Postings, term: string): number {
  const t = postings.idOf(term);
  return t === undefined ? 0 : (postings.to[t] ?? 0) - (postings.from[t] ?? 0);
}
