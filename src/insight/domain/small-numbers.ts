/** Fewer requests than this could point at a patient of a small place. */
export const smallestShown = 5;

/** The number, or null when it is too small to be shown; nothing at all is no secret. */
export const shown = (count: number): number | null => (count > 0 && count < smallestShown ? null : count);
