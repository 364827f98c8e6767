/** Whole fen (¥0.01). Money is never a fraction here. */
export type Fen = number;

/**
 * Shares out a whole amount by weights so that the shares add up to it exactly: each gets the whole part of its due, and
 * what is left goes one by one to the largest remainders, ties to the earlier. A negative amount is shared out as its
 * opposite. Weights: whole, ≥ 0, at least one above 0, together below 2^21; the amount below 2^32, so that every product
 * stays exact. Source: largest-remainder (Hamilton) method.
 */
export function shareOut(amount: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(amount) || Math.abs(amount) >= 2 ** 32)
    throw new RangeError("a whole amount below 2^32");
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.some((weight) => !Number.isInteger(weight) || weight < 0) || whole <= 0 || whole >= 2 ** 21)
    throw new RangeError("weights are whole, not negative, and not all zero");
  const size = Math.abs(amount);
  const due = weights.map((weight, i) => {
    const product = size * weight;
    return { i, share: Math.floor(product / whole), remainder: product % whole };
  });
  let left = size - due.reduce((sum, { share }) => sum + share, 0);
  for (const one of due.toSorted((a, b) => b.remainder - a.remainder || a.i - b.i)) {
    if (left === 0) break;
    one.share++;
    left--;
  }
  return due.map(({ share }) => (amount < 0 && share > 0 ? -share : share));
}

/** An amount plus so many whole percent of it, half a fen and more rounded up. */
export const percentOf = (amount: Fen, percent: number): Fen => Math.floor((amount * percent + 50) / 100);

/** `1234.50`: fen as yuan with two decimals, without sign of currency or grouping. */
export function yuan(fen: Fen): string {
  const size = Math.abs(fen);
  return `${fen < 0 ? "-" : ""}${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
}
