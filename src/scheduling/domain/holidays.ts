/** A day on which the week does not hold: a day of rest, or one that is worked in its place 调休. */
export interface Holiday {
  /** YYYY-MM-DD, a day in China. */
  readonly on: string;
  readonly name: string;
  readonly kind: "rest" | "work";
  /** Whose hours hold on a day that is worked: 1 Monday … 7 Sunday. The notices leave it to each employer. */
  readonly standsFor: number | null;
}

const rest = (name: string, ...days: readonly string[]): Holiday[] =>
  days.map((on) => ({ on, name, kind: "rest", standsFor: null }));
/** A Saturday is worked as the Friday before it, a Sunday as the Monday after it, unless the hospital says otherwise. */
const work = (name: string, on: string, standsFor: number): Holiday => ({
  on,
  name,
  kind: "work",
  standsFor,
});

/**
 * Source: 国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04).
 */
const year2026: readonly Holiday[] = [
  ...rest("元旦", "2026-01-01", "2026-01-02", "2026-01-03"),
  work("元旦", "2026-01-04", 1),
  work("春节", "2026-02-14", 5),
  ...rest("春节", "2026-02-15", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"),
  ...rest("春节", "2026-02-21", "2026-02-22", "2026-02-23"),
  work("春节", "2026-02-28", 5),
  ...rest("清明节", "2026-04-04", "2026-04-05", "2026-04-06"),
  ...rest("劳动节", "2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04", "2026-05-05"),
  work("劳动节", "2026-05-09", 5),
  ...rest("端午节", "2026-06-19", "2026-06-20", "2026-06-21"),
  work("国庆节", "2026-09-20", 1),
  ...rest("中秋节", "2026-09-25", "2026-09-26", "2026-09-27"),
  ...rest("国庆节", "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06"),
  ...rest("国庆节", "2026-10-07"),
  work("国庆节", "2026-10-10", 5),
];

/**
 * Of 2027 only the days the regulation itself fixes: the arrangement of that year, with its days worked in exchange, was not
 * known when this was written, and is entered as data when the notice comes.
 * Source: 全国年节及纪念日放假办法 (国务院令第795号, in force 2025-01-01), art. 2.
 */
const year2027: readonly Holiday[] = [
  ...rest("元旦", "2027-01-01"),
  ...rest("春节", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08"),
  ...rest("清明节", "2027-04-05"),
  ...rest("劳动节", "2027-05-01", "2027-05-02"),
  ...rest("端午节", "2027-06-09"),
  ...rest("中秋节", "2027-09-15"),
  ...rest("国庆节", "2027-10-01", "2027-10-02", "2027-10-03"),
];

/** What the platform begins with; hospitals and the operator add to it and change it. */
export const knownHolidays: readonly Holiday[] = [...year2026, ...year2027];

/** The last day the State Council's notice covers: after it, days worked in exchange are not known. */
export const arrangedUntil = "2026-12-31";

/** The days as free time reads them: days since 1970-01-01, and whose hours hold on them; 0 for a day of rest. */
export const swapsOfHolidays = (days: readonly Holiday[]): ReadonlyMap<number, number> =>
  new Map(days.map((day) => [Date.parse(`${day.on}T00:00:00Z`) / 86_400_000, day.standsFor ?? 0]));
