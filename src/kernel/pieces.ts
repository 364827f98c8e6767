/** Work that may pause at each `yield`, so that others get their turn; what it works on must not change meanwhile. */
export type Pieces<T> = Generator<undefined, T, undefined>;

/** Does the work without a pause. */
export function inOneGo<T>(pieces: Pieces<T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
}

/** Does the work, and waits for `pause` between two pieces. */
export async function inPieces<T>(pieces: Pieces<T>, pause: () => Promise<unknown>): Promise<T> {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
    await pause();
  }
}
