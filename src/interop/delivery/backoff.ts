/** Minutes until a failed delivery is tried again, try by try; after the last one a person decides. */
const waits = [1, 5, 15, 60, 6 * 60, 24 * 60] as const;
/** How often a delivery is tried by itself: at once, and after each wait. */
export const mostAttempts = waits.length + 1;
/** Minutes to wait after the `attempts`-th try; undefined: it has been tried enough. */
export const waitAfter = (attempts: number): number | undefined => waits[attempts - 1];
