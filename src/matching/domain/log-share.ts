/** A count on a logarithmic scale from 0 to 1, full at `full`. Two counts together are worth at most the two apart. */
export const logShare = (count: number, full: number): number =>
  Math.min(1, Math.log1p(count) / Math.log1p(full));
