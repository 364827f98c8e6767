import { type Bitset, noBits, setBit, withRoom } from "./index/bitset.js";

/** More sets than this are not kept: the one not asked for longest goes. At 100,000 slots a set takes 12.5 kB. */
const mostSets = 512;

/**
 * Sets of slots that follow from what a slot holds and from a key. A slot's facts never change (a changed member has a new slot), so a
 * set is worked out once and only looks at slots that came since. Struck slots stay in it: whoever reads it keeps to the live ones.
 */
export class KeptSets {
  private readonly kept = new Map<string, { bits: Bitset; upTo: number }>();

  /**
   * The slots below `endSlot` that `isIn` finds. `key` names everything `isIn` goes by but the slot's own facts. Read the set only; it may
   * be longer than `endSlot` needs. `first` finds those of the present at once, where that is less work.
   */
  of(key: string, endSlot: number, isIn: (slot: number) => boolean, first?: () => Iterable<number>): Bitset {
    let set = this.kept.get(key);
    if (set === undefined) set = { bits: noBits(endSlot), upTo: 0 };
    else this.kept.delete(key);
    this.kept.set(key, set);
    if (set.upTo < endSlot) {
      set.bits = withRoom(set.bits, endSlot);
      if (set.upTo === 0 && first) {
        for (const slot of first()) setBit(set.bits, slot);
        set.upTo = endSlot;
      }
      for (let slot = set.upTo; slot < endSlot; slot++) if (isIn(slot)) setBit(set.bits, slot);
      set.upTo = endSlot;
    }
    if (this.kept.size > mostSets)
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    return set.bits;
  }
}
