/**
 * How far a slice lies along the normal of its plane, in millimetres; slices of one series are read in this order.
 * @param position (0020,0032) Image Position: x, y, z of the first pixel, mm
 * @param orientation (0020,0037) Image Orientation: direction cosines of row and column
 * @returns null where the file does not say, or says it badly
 * Source: DICOM PS3.3 C.7.6.2.1.1.
 */
export function alongNormal(position: readonly number[], orientation: readonly number[]): number | null {
  if (position.length !== 3 || orientation.length !== 6) return null;
  if (![...position, ...orientation].every(Number.isFinite)) return null;
  const [x, y, z] = position as [number, number, number];
  const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
  const along = x * (b * f - c * e) + y * (c * d - a * f) + z * (a * e - b * d);
  return Number.isFinite(along) && Math.abs(along) < 1e7 ? along : null;
}

export interface Slice {
  readonly id: string;
  readonly number: number | null;
  readonly position: number | null;
}

/** Slices as they are read: by place when every one of them has a place of its own, else by number, then by id. */
export function inReadingOrder<S extends Slice>(slices: readonly S[]): S[] {
  const places = new Set(slices.map(({ position }) => position));
  const byPlace = !places.has(null) && places.size === slices.length;
  return [...slices].sort(
    (a, b) =>
      (byPlace
        ? (a.position ?? 0) - (b.position ?? 0)
        : (a.number ?? Infinity) - (b.number ?? Infinity) || 0) || (a.id < b.id ? -1 : 1),
  );
}
