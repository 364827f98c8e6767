import type { Intervals } from "./intervals.js";
import { toIntervals } from "./intervals.js";
import { type CompiledWeek, compileWeek, type WeeklyStretch } from "./weekly.js";
import { type Zone, zoneOf } from "./zone.js";

/**
 * What fills a stretch of time. outpatient 门诊 · surgery 手术 · leave 请假 · consultation 会诊 · do_not_disturb 免打扰 ·
 * on_call 备班 (reachable for the urgent, also outside his hours) · available 加开 (free although outside his hours).
 */
export const blockKinds = [
  "outpatient",
  "surgery",
  "leave",
  "consultation",
  "do_not_disturb",
  "on_call",
  "available",
] as const;
export type BlockKind = (typeof blockKinds)[number];

/** What a line of the weekly plan says; `preferred` marks fragments of time in which consultations suit him best. */
export const ruleKinds = [
  "available",
  "outpatient",
  "surgery",
  "consultation",
  "do_not_disturb",
  "on_call",
  "preferred",
] as const;
export type RuleKind = (typeof ruleKinds)[number];

/** Kinds that take time away, the weightiest first: where two overlap, the first one is told as his state. */
export const busyKinds = ["consultation", "surgery", "leave", "do_not_disturb", "outpatient"] as const;
export type BusyKind = (typeof busyKinds)[number];

export interface WeeklyRule extends WeeklyStretch {
  readonly kind: RuleKind;
}

/** A stretch once, in UTC minutes; half-open. */
export interface Block {
  readonly kind: BlockKind;
  readonly start: number;
  readonly end: number;
}

/** An appointment as his calendar sees it: holds, bookings and sessions take time; finished ones count for the caps. */
export interface Booking {
  readonly start: number;
  readonly end: number;
  readonly takesTime: boolean;
}

/** Most consultations and minutes a day and a week, over all his posts. Null: no bound. */
export interface Caps {
  readonly dayCount: number | null;
  readonly weekCount: number | null;
  readonly dayMinutes: number | null;
  readonly weekMinutes: number | null;
}

/** Hours the hospital of one post consents to, on that hospital's clock; no stretches: any time. */
export interface PostHours {
  readonly zone: string;
  readonly hours: readonly WeeklyStretch[];
}

/** One person, one calendar, whatever posts he holds. */
export interface PersonCalendar {
  readonly personId: string;
  /** IANA zone of his own clock. */
  readonly zone: string;
  /** No rule of kind `available`: he sets no hours of his own, and those of his posts hold. */
  readonly rules: readonly WeeklyRule[];
  /** What his hospitals consent to, one a post that takes requests; none: no post bounds him. */
  readonly posts: readonly PostHours[];
  readonly blocks: readonly Block[];
  readonly bookings: readonly Booking[];
  /** Minutes left free before and after an appointment. */
  readonly bufferMinutes: number;
  readonly caps: Caps;
  /** Days of rest and worked days of the public calendar hold for him. */
  readonly followsHolidays: boolean;
}

/** A calendar laid out for arithmetic; made once, asked many times. */
export interface CompiledCalendar {
  readonly source: PersonCalendar;
  readonly zone: Zone;
  /** Undefined: no hours of his own. */
  readonly hours: CompiledWeek | undefined;
  /** Undefined: some post takes requests at any time, or he has none. */
  readonly posts: readonly { readonly zone: Zone; readonly week: CompiledWeek }[] | undefined;
  /** Clinics and operations: they do not take place on days of rest. */
  readonly work: Readonly<Partial<Record<BusyKind, CompiledWeek>>>;
  /** Do-not-disturb, on-call and preferred hold on every day. */
  readonly always: Readonly<Partial<Record<"do_not_disturb" | "on_call" | "preferred", CompiledWeek>>>;
  /** One-off stretches by kind. */
  readonly blocks: Readonly<Partial<Record<BlockKind, Intervals>>>;
  /** Appointments that take time, without the buffer. */
  readonly booked: Intervals;
}

const pairsOf = (list: readonly { start: number; end: number }[]): Intervals =>
  toIntervals(list.flatMap(({ start, end }) => [start, end]));

/** Throws RangeError when a zone is not known to this runtime. */
export function compileCalendar(source: PersonCalendar): CompiledCalendar {
  const weekOf = (kind: RuleKind): CompiledWeek | undefined => {
    const rules = source.rules.filter((rule) => rule.kind === kind);
    return rules.length === 0 ? undefined : compileWeek(rules);
  };
  const weeks = <K extends RuleKind>(kinds: readonly K[]): Partial<Record<K, CompiledWeek>> => {
    const found: Partial<Record<K, CompiledWeek>> = {};
    for (const kind of kinds) {
      const week = weekOf(kind);
      if (week) found[kind] = week;
    }
    return found;
  };
  const blocks: Partial<Record<BlockKind, Intervals>> = {};
  for (const kind of blockKinds) {
    const ofKind = source.blocks.filter((block) => block.kind === kind);
    if (ofKind.length > 0) blocks[kind] = pairsOf(ofKind);
  }
  const isBounded = source.posts.length > 0 && source.posts.every((post) => post.hours.length > 0);
  return {
    source,
    zone: zoneOf(source.zone),
    hours: weekOf("available"),
    posts: isBounded
      ? source.posts.map((post) => ({ zone: zoneOf(post.zone), week: compileWeek(post.hours) }))
      : undefined,
    work: weeks(["outpatient", "surgery", "consultation"]),
    always: weeks(["do_not_disturb", "on_call", "preferred"]),
    blocks,
    booked: pairsOf(source.bookings.filter((booking) => booking.takesTime)),
  };
}
