/** Requests of one month, as forecast: `low` to `high` holds in about eight of ten months like those before. */
export interface Forecast {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Mean absolute error of the same method over the months that are known, in requests; null: too few to tell. */
  readonly backtestError: number | null;
}

/** How much a month is believed to differ from the others by itself: seasons are seen once or twice, not ten times. */
const seasonWeight = 0.5;
const levelSmoothing = 0.35;
/** 1.28 standard deviations to either side hold eight tenths of a normal distribution. */
const eightTenths = 1.2816;

/**
 * Forecasts the month after the last one from `counts`, one a month, oldest first, no month left out. The level is smoothed
 * exponentially; with more than twelve months the same month of the year before shifts it, half believed. The width is that of
 * the method's own past errors, and never less than the chance of counting (Poisson).
 * An empty list forecasts nothing: 0 to 0.
 */
export function forecastNext(counts: readonly number[]): Forecast {
  if (counts.length === 0) return { expected: 0, low: 0, high: 0, backtestError: null };
  const errors: number[] = [];
  for (let n = 3; n < counts.length; n++) errors.push((counts[n] ?? 0) - pointOf(counts.slice(0, n)));
  const expected = pointOf(counts);
  const variance =
    errors.length < 3 ? 0 : errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  const deviation = Math.sqrt(Math.max(expected, variance, 0.25));
  return {
    expected: round(expected),
    low: Math.max(0, Math.floor(expected - eightTenths * deviation)),
    high: Math.ceil(expected + eightTenths * deviation),
    backtestError:
      errors.length < 3
        ? null
        : round(errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length),
  };
}

function pointOf(counts: readonly number[]): number {
  let level = counts[0] ?? 0;
  for (const count of counts) level += levelSmoothing * (count - level);
  const lastYear = counts.at(-12);
  if (counts.length <= 12 || lastYear === undefined) return level;
  const around = counts.slice(-12).reduce((sum, count) => sum + count, 0) / 12;
  // One more request on both sides: an index over next to nothing says nothing.
  return level * (1 + seasonWeight * ((lastYear + 1) / (around + 1) - 1));
}

const round = (value: number): number => Math.round(value * 10) / 10;
