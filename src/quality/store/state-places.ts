import { indicators } from "../data/indicators.js";

/** The order in which a case's states stand; kept in the database beside them. */
export const stateCodes: readonly string[] = indicators.map(({ code }) => code);
/** The durations, in the order of their columns and classes. */
export const durationCodes = ["accept_time", "start_time", "opinion_time"] as const;
export const minuteColumns = ["accept_minutes", "start_minutes", "opinion_minutes"] as const;
/** Classes of a duration; see `quality.wait_class`. */
export const waitClasses = 64;

/** At which place of a case's states an indicator stands, from 0. */
export function placeOf(code: string): number {
  const place = stateCodes.indexOf(code);
  if (place < 0) throw new RangeError(`no indicator ${code}`);
  return place;
}
