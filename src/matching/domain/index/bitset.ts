/** A set of slots, one bit each, 32 to a word. All sets of one index are as long as it has slots. */
export type Bitset = Uint32Array;

/** Words that hold that many bits. */
export const wordsFor = (slots: number): number => (slots + 31) >>> 5;

/** The empty set over `slots` slots. */
export const noBits = (slots: number): Bitset => new Uint32Array(wordsFor(slots));

/** The set of all of the first `slots` slots. */
export function allBits(slots: number): Bitset {
  const bits = noBits(slots).fill(0xffffffff);
  const rest = slots & 31;
  if (rest !== 0) bits[bits.length - 1] = (1 << rest) - 1;
  return bits;
}

export const hasBit = (bits: Bitset, slot: number): boolean =>
  ((bits[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;

export function setBit(bits: Bitset, slot: number): void {
  bits[slot >>> 5] = (bits[slot >>> 5] ?? 0) | (1 << (slot & 31));
}

export function clearBit(bits: Bitset, slot: number): void {
  bits[slot >>> 5] = (bits[slot >>> 5] ?? 0) & ~(1 << (slot & 31));
}

/** How many slots are in the set. */
export function countBits(bits: Bitset): number {
  let count = 0;
  for (const word of bits) count += popcount(word);
  return count;
}

/** Ones of a 32-bit word. Source: H. S. Warren, Hacker's Delight, figure 5-2. */
function popcount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}

/** Whether any slot is in both. */
export function meets(a: Bitset, b: Bitset): boolean {
  for (let w = 0; w < a.length; w++) if (((a[w] ?? 0) & (b[w] ?? 0)) !== 0) return true;
  return false;
}

/** Moves out of `from` into `to` all that is in `those`, in place. */
export function moveOver(from: Bitset, those: Bitset, to: Bitset): void {
  for (let w = 0; w < from.length; w++) {
    const gone = (from[w] ?? 0) & (those[w] ?? 0);
    if (gone === 0) continue;
    from[w] = (from[w] ?? 0) & ~gone;
    to[w] = (to[w] ?? 0) | gone;
  }
}

/** Moves out of `from` all that is not in `those`, in place; `to` is asked for only when there is any. */
export function moveOthers(from: Bitset, those: Bitset, to: () => Bitset): void {
  let others: Bitset | undefined;
  for (let w = 0; w < from.length; w++) {
    const gone = (from[w] ?? 0) & ~(those[w] ?? 0);
    if (gone === 0) continue;
    others ??= to();
    from[w] = (from[w] ?? 0) & ~gone;
    others[w] = (others[w] ?? 0) | gone;
  }
}

/** Puts into `to` all that is in both, in place. */
export function addBoth(to: Bitset, a: Bitset, b: Bitset): void {
  for (let w = 0; w < to.length; w++) to[w] = (to[w] ?? 0) | ((a[w] ?? 0) & (b[w] ?? 0));
}

/** Puts into `to` all that is in `those`, in place. */
export function addAll(to: Bitset, those: Bitset): void {
  for (let w = 0; w < to.length; w++) to[w] = (to[w] ?? 0) | (those[w] ?? 0);
}

/** The slots in both, as a new set. */
export function both(a: Bitset, b: Bitset): Bitset {
  const bits = new Uint32Array(a.length);
  for (let w = 0; w < bits.length; w++) bits[w] = (a[w] ?? 0) & (b[w] ?? 0);
  return bits;
}

/** The slots of `a` that are not in `b`, as a new set. */
export function without(a: Bitset, b: Bitset): Bitset {
  const bits = new Uint32Array(a.length);
  for (let w = 0; w < bits.length; w++) bits[w] = (a[w] ?? 0) & ~(b[w] ?? 0);
  return bits;
}

/** Calls back with each slot of the set, ascending. The set may lose the slot in hand meanwhile. */
export function eachBit(bits: Bitset, use: (slot: number) => void): void {
  for (let w = 0; w < bits.length; w++)
    for (let word = bits[w] ?? 0; word !== 0; word &= word - 1) use((w << 5) + 31 - Math.clz32(word & -word));
}

/** Calls back with each slot that is in both, ascending. Either may lose the slot in hand meanwhile. */
export function eachOfBoth(a: Bitset, b: Bitset, use: (slot: number) => void): void {
  for (let w = 0; w < a.length; w++)
    for (let word = (a[w] ?? 0) & (b[w] ?? 0); word !== 0; word &= word - 1)
      use((w << 5) + 31 - Math.clz32(word & -word));
}

/** The slots of the set, ascending. */
export function slotsOf(bits: Bitset): number[] {
  const slots: number[] = [];
  eachBit(bits, (slot) => slots.push(slot));
  return slots;
}

/** The set with room for `slots` slots: itself when it is long enough already. Room doubles, so growing is cheap. */
export function withRoom(bits: Bitset, slots: number): Bitset {
  const words = wordsFor(slots);
  if (words <= bits.length) return bits;
  const grown = new Uint32Array(Math.max(words, bits.length * 2));
  grown.set(bits);
  return grown;
}
