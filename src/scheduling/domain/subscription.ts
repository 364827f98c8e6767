import { ok, refuse, type Result } from "../../kernel/result.js";

export type AddressRefusal = "address_not_understood" | "address_with_password";

/** A page may take this long to change; more often would be a burden to whoever serves it. */
export const shortestEveryMinutes = 15;
export const longestEveryMinutes = 1440;

/**
 * The address of a calendar as people copy it: `webcal:` means HTTPS, what follows `#` is for browsers. Only HTTP and HTTPS; a
 * name and password in the address are refused, since they would show in whatever logs it passes.
 */
export function readCalendarAddress(text: string): Result<string, AddressRefusal> {
  const written = text.trim().replace(/^webcals?:\/\//iu, "https://");
  if (!URL.canParse(written) || written.length > 2000) return refuse("address_not_understood");
  const url = new URL(written);
  if (url.protocol !== "https:" && url.protocol !== "http:") return refuse("address_not_understood");
  if (url.username !== "" || url.password !== "") return refuse("address_with_password");
  url.hash = "";
  return ok(url.href);
}

/**
 * Minutes until it is asked for again: its own rhythm; after failures twice as long each time, at most a day. A calendar that takes
 * long to read is read at most every six hours.
 * @param failures in a row, this time's included; 0 after a success.
 */
export function minutesToNext(everyMinutes: number, failures: number, isSlow: boolean): number {
  const rhythm = isSlow ? Math.max(everyMinutes, 360) : everyMinutes;
  if (failures === 0) return rhythm;
  return Math.min(Math.max(longestEveryMinutes, rhythm), rhythm * 2 ** Math.min(failures - 1, 10));
}
