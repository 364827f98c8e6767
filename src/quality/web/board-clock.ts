/** Whether a deadline tells a dispatcher more than the one he sees: they differ by half a minute or more. UTC instants. */
export const isAnotherClock = (dueAt: string, shown: string | null): boolean =>
  shown === null || Math.abs(Date.parse(dueAt) - Date.parse(shown)) >= 30_000;
