/** Rounds to hundredths of a point. */
export const hundredths = (value: number): number => Math.round(value * 100) / 100;

/**
 * Rounds parts to hundredths so that they add up to the rounded `total` exactly: each is rounded down, and what is
 * missing goes, a hundredth each, to the parts that lost most; of equal losses to the earlier part. The parts must add
 * up to `total` before rounding.
 */
export function apportion(parts: readonly number[], total: number): number[] {
  const scaled = parts.map((part) => part * 100);
  // A hair above a whole number is the whole number: otherwise rounding down loses a hundredth that was never there.
  const floors = scaled.map((part) => Math.floor(part + 1e-9));
  let missing = Math.round(total * 100) - floors.reduce((sum, part) => sum + part, 0);
  const byLoss = scaled
    .map((part, at) => ({ at, loss: part - (floors[at] ?? 0) }))
    .sort((a, b) => b.loss - a.loss || a.at - b.at);
  const step = missing < 0 ? -1 : 1;
  const order = missing < 0 ? byLoss.toReversed() : byLoss;
  if (!Number.isFinite(missing)) throw new RangeError("points must be finite");
  for (let turn = 0; missing !== 0 && order.length > 0; turn++, missing -= step) {
    const at = order[turn % order.length]?.at ?? 0;
    floors[at] = (floors[at] ?? 0) + step;
  }
  return floors.map((part) => part / 100);
}
