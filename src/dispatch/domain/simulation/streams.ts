/** Mixes an integer into a hash of 32 bits (murmur3's steps). */
function mix(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in (0, 1) that depends on the keys alone: the same question gets the same draw under every policy. */
export function drawOf(...keys: readonly number[]): number {
  let hash = 0x9747b28c;
  for (const key of keys) hash = mix(hash, key | 0);
  return (finish(hash) + 0.5) / 2 ** 32;
}

/** Successive numbers in (0, 1) of one stream. */
export function streamOf(...keys: readonly number[]): () => number {
  let n = 0;
  return () => drawOf(...keys, ++n);
}

/** A standard normal number from two uniform ones. */
export const normalOf = (u: number, v: number): number =>
  Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
