import { dropOldest } from "../../kernel/collections.js";
import { type Bitset, noBits, setBit, withRoom } from "./index/bitset.js";

/** More sets than this are not kept: the one not asked for longest goes. At 100,000 slots a set takes 12.5 kB. */
const mostSets = 512;

/**
 * Sets of slots that follow from what a slot holds and from a key. A slot's facts never change (a changed member has a new slot), so a
 * set is worked out once and later only takes in slots that came since. Struck slots stay in it: whoever reads it keeps to the live ones.
 * Sets are to be read only, and may be longer than `endSlot` needs.
 */
export class KeptSets {
  private readonly kept = new Map<string, { bits: Bitset; upTo: number }>();

  /** The slots below `endSlot` that `isIn` finds. `key` names everything `isIn` goes by but the slot's own facts. */
  of(key: string, endSlot: number, isIn: (slot: number) => boolean): Bitset {
    return this.grown(key, endSlot, (from, put) => {
      for (let slot = from; slot < endSlot; slot++) if (isIn(slot)) put(slot);
    });
  }

  /** The set that `find` brings about: it puts in those of the slots from `from` up to `endSlot` that belong to it. */
  grown(key: string, endSlot: number, find: (from: number, put: (slot: number) => void) => void): Bitset {
    let set = this.kept.get(key);
    if (set === undefined) set = { bits: noBits(endSlot), upTo: 0 };
    else this.kept.delete(key);
    this.kept.set(key, set);
    if (set.upTo < endSlot) {
      const bits = withRoom(set.bits, endSlot);
      find(set.upTo, (slot) => {
        setBit(bits, slot);
      });
      set.bits = bits;
      set.upTo = endSlot;
    }
    dropOldest(this.kept, mostSets);
    return set.bits;
  }
}

/** Those of ascending slots that are not below `from`. */
export function eachFrom(slots: readonly number[], from: number, use: (slot: number) => void): void {
  let at = slots.length;
  while (at > 0 && (slots[at - 1] ?? 0) >= from) at--;
  for (; at < slots.length; at++) use(slots[at] ?? 0);
}
