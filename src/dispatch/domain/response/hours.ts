/** Hours of a week, Monday 00:00 first. */
export const cellCount = 168;

/** Minutes since the offer was sent at which the next stretch of waiting begins; the last stretch has no end. */
const stretchStarts = [0, 1, 2, 3, 5, 8, 12, 20, 30, 60, 120, 240, 480, 1440] as const;
export const stretchCount = stretchStarts.length;

/** Waiting longer than this says nothing new, and is not counted. */
export const longestWaitMinutes = 3 * 1440;

/** Epoch minute 0 was a Thursday. */
const epochDay = 3;

/** Monday 0 … Sunday 6, hour 0–23 of an instant in minutes of local time. */
export function hourOfWeek(localMinute: number): { readonly weekday: number; readonly hour: number } {
  const day = Math.floor(localMinute / 1440);
  return {
    weekday: (((day + epochDay) % 7) + 7) % 7,
    hour: Math.floor((localMinute - day * 1440) / 60),
  };
}

/** The hour of the week as one number, 0–167. */
export function cellOf(localMinute: number): number {
  const hours = Math.floor(localMinute / 60) + epochDay * 24;
  return ((hours % cellCount) + cellCount) % cellCount;
}

/** 24 hours of working days, then 24 of weekends. */
export const hourKindCount = 48;
export const hourKindOf = (cell: number): number => (cell % 24) + (cell >= 5 * 24 ? 24 : 0);

/**
 * Events a minute expected in each stretch before anything is learned: half have answered after 10 minutes, the longer
 * the silence the less likely an answer (log-logistic with shape 1, S(t) = 10 / (10 + t)).
 */
const halfAnsweredMinutes = 10;
export const firstHazards: Readonly<Float64Array> = Float64Array.from(stretchStarts, (from, k) => {
  const to = stretchStarts[k + 1] ?? longestWaitMinutes;
  return Math.log((halfAnsweredMinutes + to) / (halfAnsweredMinutes + from)) / (to - from);
});

/**
 * Cuts a wait into pieces that lie in one stretch and one hour of the week each, in order of time.
 * @param localMinute when the offer was sent, in minutes of local time
 * @param visit told stretch, cell and length in minutes; answers false to stop
 */
export function walkWait(
  localMinute: number,
  waitMinutes: number,
  visit: (stretch: number, cell: number, minutes: number) => boolean | undefined,
): void {
  const end = Math.min(waitMinutes, longestWaitMinutes);
  let [elapsed, stretch] = [0, 0];
  let cell = cellOf(localMinute);
  let toHour = 60 - (localMinute - Math.floor(localMinute / 60) * 60);
  while (elapsed < end) {
    const stretchEnd = stretchStarts[stretch + 1] ?? Infinity;
    const next = Math.min(end, stretchEnd, toHour);
    if (visit(stretch, cell, next - elapsed) === false) return;
    if (next === toHour) {
      toHour += 60;
      cell = cell + 1 === cellCount ? 0 : cell + 1;
    }
    if (next === stretchEnd) stretch += 1;
    elapsed = next;
  }
}

/** The stretch and the cell in which the wait ends: where an answer counts. */
export function endOfWait(
  localMinute: number,
  waitMinutes: number,
): { readonly stretch: number; readonly cell: number } {
  let stretch = 0;
  while (stretch + 1 < stretchCount && waitMinutes > (stretchStarts[stretch + 1] ?? Infinity)) stretch += 1;
  const at = localMinute + Math.min(waitMinutes, longestWaitMinutes);
  // An answer on the stroke of the hour belongs to the hour it was waited for in, as its wait does.
  return { stretch, cell: cellOf(waitMinutes > 0 && at % 60 === 0 ? at - 1 : at) };
}
