import type { Pieces } from "./domain/pieces.js";

/** Does the work, and waits for `pause` between two pieces. */
export async function inPieces<T>(pieces: Pieces<T>, pause: () => Promise<unknown>): Promise<T> {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
    await pause();
  }
}
