/**
 * Wall clocks and UTC. Minutes are whole minutes since 1970-01-01T00:00, of UTC or of the wall clock as the name says.
 * Offsets come from the runtime's own time-zone data (ICU), so historic and future changes of a zone are what it knows.
 */
export interface Zone {
  readonly name: string;
  /** UTC minutes at which the offset changes, ascending, {@link tableFrom} to {@link tableTo}. */
  readonly changes: Int32Array;
  /** Minutes the wall clock is ahead of UTC: `offsets[i]` holds before `changes[i]`, the last one after all of them. */
  readonly offsets: Int32Array;
}

/** A stretch of UTC minutes in which the wall clock runs evenly. */
export interface Regime {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const minuteMs = 60_000;
/** The table reaches from 1970 to 2100: wider than any calendar here. Before and after it the nearest offset holds. */
const tableFrom = 0;
const tableTo = Date.UTC(2100, 0, 1) / minuteMs;
/** No zone has kept a changed clock for less than this and gone back again, so that no pair of changes is overseen. */
const probeStep = 14 * 1440;

const zones = new Map<string, Zone>();

const fields = {
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
} as const;

/** True for a name of the IANA data base that this runtime knows; offsets like `+08:00` are not zones. */
export function isZone(name: string): boolean {
  if (zones.has(name)) return true;
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Throws RangeError when there is no such zone: ask {@link isZone} at the edge. The table of a zone is made once. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  if (!isZone(name)) throw new RangeError(`there is no time zone ${name.slice(0, 64)}`);
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, ...fields });
  const offsetAt = (utc: number): number => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utc * minuteMs)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute) / minuteMs - utc;
  };
  const changes: number[] = [];
  const offsets = [offsetAt(tableFrom)];
  for (let low = tableFrom, before = offsets[0] ?? 0; low < tableTo; low += probeStep) {
    const after = offsetAt(low + probeStep);
    if (after !== before) {
      let [a, b] = [low, low + probeStep];
      while (b - a > 1) {
        const middle = (a + b) >> 1;
        if (offsetAt(middle) === before) a = middle;
        else b = middle;
      }
      changes.push(b);
      offsets.push(after);
    }
    before = after;
  }
  const zone = { name, changes: Int32Array.from(changes), offsets: Int32Array.from(offsets) };
  zones.set(name, zone);
  return zone;
}

/** How many changes lie at or before the UTC minute: the index of the offset that holds. */
function regimeAt({ changes }: Zone, utc: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle] ?? 0) <= utc) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Minutes the wall clock is ahead of UTC at that UTC minute. */
export const offsetAt = (zone: Zone, utc: number): number => zone.offsets[regimeAt(zone, utc)] ?? 0;

/** The wall clock at a UTC minute. */
export const toWall = (zone: Zone, utc: number): number => utc + offsetAt(zone, utc);

/**
 * The UTC minute of a time on the wall clock. A time the clock skips is read with the offset before the change, one it
 * shows twice is the first. Source: RFC 5545 §3.3.5.
 */
export function toUtc(zone: Zone, wall: number): number {
  const first = regimeAt(zone, wall - 1560);
  for (let r = first; ; r++) {
    const utc = wall - (zone.offsets[r] ?? 0);
    const change = zone.changes[r];
    if (change === undefined || utc < change) return utc;
    // Skipped: behind the change in the old clock, before it in the new one.
    if (wall - (zone.offsets[r + 1] ?? 0) < change) return utc;
  }
}

/** The stretches of [from, to) with an even clock, in order; one of them almost always. */
export function regimesOf(zone: Zone, from: number, to: number): readonly Regime[] {
  const regimes: Regime[] = [];
  for (let r = regimeAt(zone, from), start = from; start < to; r++) {
    const end = Math.min(to, zone.changes[r] ?? to);
    regimes.push({ from: start, to: end, offset: zone.offsets[r] ?? 0 });
    start = end;
  }
  return regimes;
}

export const minutesOfDay = 1440;

/** Days since 1970-01-01 of a wall-clock minute. */
export const dayOf = (wall: number): number => Math.floor(wall / minutesOfDay);

/** 1 Monday … 7 Sunday of a day since 1970-01-01, which was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Days since 1970-01-01 of a civil date YYYY-MM-DD. */
export const dayOfDate = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** YYYY-MM-DD of a day since 1970-01-01. */
export const dateOfDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The UTC minute of an instant, fractions of a minute cut off. */
export const minuteOf = (instant: string): number => Math.floor(Date.parse(instant) / minuteMs);

/** [start, end) of the civil day that holds the UTC minute, in UTC minutes. */
export function dayBounds(zone: Zone, utc: number): readonly [number, number] {
  const day = dayOf(toWall(zone, utc));
  return [toUtc(zone, day * minutesOfDay), toUtc(zone, (day + 1) * minutesOfDay)];
}

/** [start, end) of the week, Monday to Sunday, that holds the UTC minute, in UTC minutes. */
export function weekBounds(zone: Zone, utc: number): readonly [number, number] {
  const day = dayOf(toWall(zone, utc));
  const monday = day - weekdayOf(day) + 1;
  return [toUtc(zone, monday * minutesOfDay), toUtc(zone, (monday + 7) * minutesOfDay)];
}
