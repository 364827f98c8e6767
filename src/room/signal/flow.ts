/** How many messages a page may send: a burst when it comes in (candidates), then a steady stream (pointer, drawing). */
const burst = 240;
const perSecond = 60;

/** Tells whether the next message is one too many. */
export function newFlow(now: () => number = () => performance.now()): () => boolean {
  let left = burst;
  let at = now();
  return () => {
    const moment = now();
    left = Math.min(burst, left + ((moment - at) / 1000) * perSecond);
    at = moment;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
