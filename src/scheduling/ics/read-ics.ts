import ICAL from "ical.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { BlockKind } from "../domain/calendar.js";
import { kindInWords } from "../domain/block-text.js";
import { dayOfDate, isZone, toUtc, zoneOf } from "../domain/zone.js";
import { countSteps } from "./count-steps.js";

export type IcsRefusal =
  | "ics_too_large"
  | "ics_not_a_calendar"
  | "ics_too_many_events"
  /** The thread that read it ran out of time or memory. */
  | "ics_took_too_long";

/** Why one event was left out; the others come in. */
export type IcsFault =
  | "no_start"
  | "ends_before_start"
  | "too_long"
  | "unknown_zone"
  | "rule_not_understood"
  | "repeats_too_often"
  | "unreadable";

export interface IcsBlock {
  readonly kind: BlockKind;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** The event's UID, the same for all its repetitions. */
  readonly key: string;
}

export interface IcsProblem {
  /** Line of the file on which the event begins, 1 the first. */
  readonly line: number;
  readonly fault: IcsFault;
}

export interface ReadIcs {
  readonly blocks: readonly IcsBlock[];
  readonly problems: readonly IcsProblem[];
  /** Events that take no time (marked free or cancelled), or lie outside the window. */
  readonly leftOut: number;
  /** Steps that laying out its rules took; the same on every machine. */
  readonly steps: number;
}

export const icsLimits = {
  bytes: 4 * 1024 * 1024,
  events: 5000,
  /** Repetitions of one event within the window. */
  repetitions: 1000,
  /**
   * Steps of one rule, from its beginning on, and of all rules of a file: days and weeks gone through, found or not. Daily for forty
   * years takes 60,000.
   */
  steps: 100_000,
  stepsOfFile: 1_000_000,
  blocks: 20_000,
  longestDays: 366,
  /** Different zones in one file: laying one out takes longer than reading a hundred events. */
  zones: 12,
} as const;

interface Segment {
  readonly line: number;
  readonly text: string;
}

/** The components of one name with where they begin; an unfinished one is left out. */
function segmentsOf(lines: readonly string[], name: string): Segment[] {
  const found: Segment[] = [];
  let start = -1;
  lines.forEach((line, i) => {
    const bare = line.trimEnd().toUpperCase();
    if (bare === `BEGIN:${name}` && start < 0) start = i;
    else if (bare === `END:${name}` && start >= 0) {
      found.push({ line: start + 1, text: lines.slice(start, i + 1).join("\r\n") });
      start = -1;
    }
  });
  return found;
}

const wrap = (body: string): ICAL.Component =>
  new ICAL.Component(ICAL.parse(`BEGIN:VCALENDAR\r\n${body}\r\nEND:VCALENDAR`) as string[]);

/** How a wall clock of the file becomes UTC minutes. Undefined: its zone is known to nobody. */
type ToMinute = (time: ICAL.Time) => number | undefined;

const wallMinute = (time: ICAL.Time): number =>
  dayOfDate(
    `${String(time.year).padStart(4, "0")}-${String(time.month).padStart(2, "0")}-${String(time.day).padStart(2, "0")}`,
  ) *
    1440 +
  (time.isDate ? 0 : time.hour * 60 + time.minute);

class FaultError extends Error {
  override name = "FaultError";
  readonly fault: IcsFault;
  constructor(fault: IcsFault) {
    super(fault);
    this.fault = fault;
  }
}

/** The zones a file brings itself (VTIMEZONE), for those the runtime does not know by name. */
function ownZones(segments: readonly Segment[]): Map<string, ICAL.Timezone> {
  const zones = new Map<string, ICAL.Timezone>();
  for (const { text } of segments)
    try {
      const component = wrap(text).getFirstSubcomponent("vtimezone");
      if (component) {
        const zone = new ICAL.Timezone(component);
        zones.set(zone.tzid, zone);
      }
    } catch {
      // A zone that cannot be read is an unknown zone to the events that name it.
      continue;
    }
  return zones;
}

function minuteReader(
  property: ICAL.Property,
  zone: string,
  own: ReadonlyMap<string, ICAL.Timezone>,
): ToMinute {
  const named = property.getParameter("tzid");
  const tzid = typeof named === "string" ? named : undefined;
  const first = property.getFirstValue() as ICAL.Time;
  if (tzid === undefined) {
    const local = zoneOf(zone);
    const isUtc = !first.isDate && first.zone === ICAL.Timezone.utcTimezone;
    return (time) => (isUtc ? wallMinute(time) : toUtc(local, wallMinute(time)));
  }
  if (isZone(tzid)) {
    const known = zoneOf(tzid);
    return (time) => toUtc(known, wallMinute(time));
  }
  const brought = own.get(tzid);
  if (brought === undefined) throw new FaultError("unknown_zone");
  return (time) => wallMinute(time) - Math.round(brought.utcOffset(time) / 60);
}

/** Rules that can be laid out in reasonable time; the platform plans by days and weeks, not by seconds. */
function checkRule(rule: ICAL.Recur): void {
  if (["SECONDLY", "MINUTELY", "HOURLY"].includes(rule.freq)) throw new FaultError("repeats_too_often");
  if (!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].includes(rule.freq))
    throw new FaultError("rule_not_understood");
  if (rule.interval < 1 || rule.interval > 1000) throw new FaultError("rule_not_understood");
  const parts = rule.parts as Record<string, readonly number[] | undefined>;
  if (parts["BYHOUR"] || parts["BYMINUTE"] || parts["BYSECOND"]) throw new FaultError("rule_not_understood");
  const [months, days] = [parts["BYMONTH"], parts["BYMONTHDAY"]];
  const longest = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (months && days && !months.some((month) => days.some((day) => Math.abs(day) <= (longest[month] ?? 0))))
    throw new FaultError("rule_not_understood");
}

interface Occurrence {
  readonly start: number;
  readonly end: number;
}

/** The repetitions of one event that touch [from, to), UTC minutes. Throws {@link FaultError}. */
function occurrencesOf(
  event: ICAL.Component,
  asked: { readonly from: number; readonly to: number; readonly zone: string },
  own: ReadonlyMap<string, ICAL.Timezone>,
  overridden: ReadonlySet<number>,
  spend: (steps: number) => void,
): Occurrence[] {
  const property = event.getFirstProperty("dtstart");
  const dtstart = property?.getFirstValue();
  if (!property || !(dtstart instanceof ICAL.Time) || dtstart.year < 1970 || dtstart.year > 2099)
    throw new FaultError("no_start");
  const toMinute = minuteReader(property, asked.zone, own);
  const minutes = lengthOf(event, dtstart, asked.zone, own, toMinute);
  if (minutes <= 0) throw new FaultError("ends_before_start");
  if (minutes > icsLimits.longestDays * 1440) throw new FaultError("too_long");
  const rules = event.getAllProperties("rrule").map((one) => one.getFirstValue());
  const found: Occurrence[] = [];
  const take = (time: ICAL.Time): boolean => {
    const start = toMinute(time);
    if (start === undefined) throw new FaultError("unknown_zone");
    if (start >= asked.to) return false;
    if (start + minutes > asked.from && !overridden.has(start)) found.push({ start, end: start + minutes });
    if (found.length > icsLimits.repetitions) throw new FaultError("repeats_too_often");
    return true;
  };
  if (rules.length === 0 && !event.hasProperty("rdate")) {
    take(dtstart);
    return found;
  }
  for (const rule of rules) {
    if (!(rule instanceof ICAL.Recur)) throw new FaultError("rule_not_understood");
    checkRule(rule);
    countSteps(rule, spend);
  }
  const expansion = new ICAL.RecurExpansion({ component: event, dtstart });
  for (;;) {
    // Past its end an expansion gives nothing, which its type does not say.
    const next = expansion.next() as ICAL.Time | null | undefined;
    if (!next || !take(next)) return found;
    spend(1);
  }
}

/** Minutes an event lasts; a whole day when it says nothing and its start is a date. */
function lengthOf(
  event: ICAL.Component,
  start: ICAL.Time,
  zone: string,
  own: ReadonlyMap<string, ICAL.Timezone>,
  toMinute: ToMinute,
): number {
  const duration = event.getFirstPropertyValue("duration");
  if (duration instanceof ICAL.Duration) return Math.round(duration.toSeconds() / 60);
  const property = event.getFirstProperty("dtend");
  const end = property?.getFirstValue();
  if (!property || !(end instanceof ICAL.Time)) return start.isDate ? 1440 : 0;
  const [a, b] = [toMinute(start), minuteReader(property, zone, own)(end)];
  return a === undefined || b === undefined ? 0 : b - a;
}

const textOf = (event: ICAL.Component, name: string): string => {
  const value = event.getFirstPropertyValue(name);
  return typeof value === "string" ? value : "";
};

/**
 * Reads a calendar file (RFC 5545) into stretches of time between two instants. What an event is called is read for its kind and
 * forgotten: names in calendars are often patients' names. An event without a word for its kind is 免打扰. A zone the runtime does
 * not know is taken from the file's own VTIMEZONE; a time without zone is on the owner's clock. What it does is bounded by counted
 * steps, so that a slow or busy machine reads the same; it may take seconds, and a server reads by {@link readIcsAside}.
 */
export function readIcs(
  text: string,
  asked: { readonly from: Instant; readonly to: Instant; readonly zone: string },
): Result<ReadIcs, IcsRefusal> {
  if (Buffer.byteLength(text) > icsLimits.bytes) return refuse("ics_too_large");
  // Unfolded first: a folded line goes on after a line end and one blank. Source: RFC 5545 §3.1.
  const lines = text.replace(/^\uFEFF/u, "").split(/\r?\n/u);
  if (!lines.some((line) => line.trimEnd().toUpperCase() === "BEGIN:VCALENDAR"))
    return refuse("ics_not_a_calendar");
  const events = segmentsOf(lines, "VEVENT");
  if (events.length > icsLimits.events) return refuse("ics_too_many_events");
  const own = ownZones(segmentsOf(lines, "VTIMEZONE"));
  const window = {
    from: Date.parse(asked.from) / 60_000,
    to: Date.parse(asked.to) / 60_000,
    zone: asked.zone,
  };
  const blocks: IcsBlock[] = [];
  const problems: IcsProblem[] = [];
  let leftOut = 0;
  let steps = 0;
  const overridden = new Map<string, Set<number>>();
  const read: { readonly line: number; readonly event: ICAL.Component; readonly uid: string }[] = [];
  const note = (line: number, error: unknown): void => {
    problems.push({ line, fault: error instanceof FaultError ? error.fault : "unreadable" });
  };
  const zones = new Set<string>();
  for (const { line, text: body } of events)
    try {
      const event = wrap(body).getFirstSubcomponent("vevent");
      if (!event) throw new FaultError("unreadable");
      for (const name of ["dtstart", "dtend"]) {
        const tzid = event.getFirstProperty(name)?.getParameter("tzid");
        if (typeof tzid !== "string" || zones.has(tzid) || !isZone(tzid)) continue;
        if (zones.size >= icsLimits.zones) throw new FaultError("unknown_zone");
        zones.add(zoneOf(tzid).name);
      }
      const uid = textOf(event, "uid").slice(0, 250) || `line-${line}`;
      const replaced = event.getFirstProperty("recurrence-id");
      const at = replaced?.getFirstValue();
      if (replaced && at instanceof ICAL.Time) {
        const minute = minuteReader(replaced, asked.zone, own)(at);
        if (minute !== undefined) overridden.set(uid, (overridden.get(uid) ?? new Set()).add(minute));
      }
      read.push({ line, event, uid });
    } catch (error) {
      note(line, error);
    }
  for (const { line, event, uid } of read) {
    if (
      textOf(event, "status").toUpperCase() === "CANCELLED" ||
      textOf(event, "transp").toUpperCase() === "TRANSPARENT"
    ) {
      leftOut++;
      continue;
    }
    try {
      if (blocks.length > icsLimits.blocks) throw new FaultError("repeats_too_often");
      const isReplacing = event.hasProperty("recurrence-id");
      const most = Math.min(steps + icsLimits.steps, icsLimits.stepsOfFile);
      // An event without a rule spends nothing: none is lost because others have used up what a file may.
      const found = occurrencesOf(
        event,
        window,
        own,
        isReplacing ? new Set() : (overridden.get(uid) ?? new Set()),
        (more) => {
          steps += more;
          if (steps > most) throw new FaultError("repeats_too_often");
        },
      );
      if (found.length === 0) leftOut++;
      const kind =
        kindInWords(`${textOf(event, "summary")} ${textOf(event, "categories")}`) ?? "do_not_disturb";
      for (const { start, end } of found)
        blocks.push({ kind, startsAt: instant(start * 60_000), endsAt: instant(end * 60_000), key: uid });
    } catch (error) {
      note(line, error);
    }
  }
  return ok({ blocks, problems: problems.sort((a, b) => a.line - b.line), leftOut, steps });
}
