import type { Instant } from "../../kernel/types.js";

/** The civil year at `now` in the institution's zone, by which its requests are counted. */
export const civilYear = (now: Instant, timeZone: string): number =>
  Number(new Intl.DateTimeFormat("en", { timeZone, year: "numeric" }).format(Date.parse(now)));

/** 2026-000123; a seventh digit is written when it is needed. */
export const requestNumber = (year: number, count: number): string =>
  `${year}-${String(count).padStart(6, "0")}`;
