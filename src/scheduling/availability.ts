import { addMinutes, instant } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { availabilityAt, type AvailabilityState, standingsAt } from "./domain/availability.js";
import { commonSlots, panelSlots, type PanelSlot, type Slot } from "./domain/slots.js";
import { minuteOf, toWall } from "./domain/zone.js";
import { readCalendars } from "./store/read-calendars.js";

/** How a person stands at one instant, over all his posts. */
export interface Availability {
  readonly state: AvailabilityState;
  /** When this state ends; null: not within the next 14 days. */
  readonly until: Instant | null;
  /** The first instant he can be booked, caps looked at. Null: not within the next 14 days. */
  readonly nextFreeAt: Instant | null;
  /** 备班: he may be reached for the urgent although his state says otherwise. */
  readonly isOnCall: boolean;
  /** The smaller of his own cap and the largest his posts consent to; null: no cap. */
  readonly dayCap: number | null;
  readonly weekCap: number | null;
  /** Appointments held, booked, in session, done or missed, on the civil day and week of his own clock. */
  readonly bookedToday: number;
  readonly bookedThisWeek: number;
  /** IANA zone of his own clock. */
  readonly zone: string;
}

const atMinute = (minute: number): Instant => instant(minute * 60_000);
const orNull = (minute: number | null): Instant | null => (minute === null ? null : atMinute(minute));

/**
 * How each of these people (`identity.person` ids) stands at `at`, with the same few statements for any number of them.
 * Whoever has no calendar is free at any time his posts allow. Needs system scope to see people of other institutions.
 */
export async function readAvailability(
  tx: Tx,
  personIds: readonly string[],
  at: Instant,
): Promise<Map<string, Availability>> {
  const { byPerson, swaps } = await readCalendars(tx, personIds, at, addMinutes(at, 14 * 1440));
  const answer = new Map<string, Availability>();
  for (const [personId, calendar] of byPerson) {
    const { until, nextFree, ...standing } = availabilityAt(calendar, minuteOf(at), swaps);
    answer.set(personId, {
      ...standing,
      until: orNull(until),
      nextFreeAt: orNull(nextFree),
      dayCap: calendar.source.caps.dayCount,
      weekCap: calendar.source.caps.weekCount,
      zone: calendar.source.zone,
    });
  }
  return answer;
}

/**
 * How one person stands at each of these instants, ascending and within some days of each other, and how far his own clock is from
 * UTC at the first. Needs system scope to see a person of another institution.
 */
export async function readStandings(
  tx: Tx,
  personId: string,
  instants: readonly Instant[],
): Promise<{
  readonly utcOffsetMinutes: number;
  readonly standings: readonly { readonly state: AvailabilityState; readonly isOnCall: boolean }[];
}> {
  const [first, last] = [instants[0] ?? tx.now, instants.at(-1) ?? tx.now];
  const { byPerson, swaps } = await readCalendars(tx, [personId], first, addMinutes(last, 1));
  const calendar = byPerson.get(personId);
  if (calendar === undefined) throw new Error("a calendar was asked for and not read");
  const at = minuteOf(first);
  return {
    utcOffsetMinutes: toWall(calendar.zone, at) - at,
    standings: standingsAt(calendar, instants.map(minuteOf), swaps),
  };
}

/** A time at which people can meet. */
export interface ProposedSlot {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Everyone who named fragments of time he prefers has it within one. */
  readonly isPreferred: boolean;
  /** Next to another appointment of one of them: one sitting instead of two. */
  readonly joinsSitting: boolean;
}

/** A time at which one person of each seat can meet, and who that is. */
export interface ProposedPanelSlot extends ProposedSlot {
  /** One a seat, in the order of the seats. */
  readonly personIds: readonly string[];
}

export interface SlotWindow {
  readonly minutes: number;
  readonly from: Instant;
  readonly to: Instant;
  /** Most slots in the answer. */
  readonly limit: number;
}

/** Nobody looks further than this in one question. */
export const widestWindowDays = 92;

const askOf = (window: SlotWindow) => {
  const from = Math.ceil(Date.parse(window.from) / 60_000);
  return {
    minutes: window.minutes,
    from,
    to: Math.min(minuteOf(window.to), from + widestWindowDays * 1440),
    limit: window.limit,
  };
};

const toSlot = ({ start, end, isPreferred, joinsSitting }: Slot): ProposedSlot => ({
  startsAt: atMinute(start),
  endsAt: atMinute(end),
  isPreferred,
  joinsSitting,
});

/**
 * Times at which all these people are free for `minutes`, earliest first; hours, blocks, appointments, pauses and caps looked
 * at. Empty: there is none in the window, which is cut at 92 days. Needs system scope to see people of other institutions.
 */
export async function findCommonSlots(
  tx: Tx,
  ask: SlotWindow & { readonly personIds: readonly string[] },
): Promise<ProposedSlot[]> {
  const { byPerson, swaps } = await readCalendars(tx, ask.personIds, ask.from, ask.to);
  return commonSlots([...byPerson.values()], askOf(ask), swaps).map(toSlot);
}

/**
 * Times at which one person of each seat is free for `minutes`, earliest first, nobody on two seats; the first of each seat's
 * list who can is taken. Empty as for {@link findCommonSlots}.
 */
export async function findPanelSlots(
  tx: Tx,
  ask: SlotWindow & { readonly seats: readonly (readonly string[])[] },
): Promise<ProposedPanelSlot[]> {
  const { byPerson, swaps } = await readCalendars(tx, ask.seats.flat(), ask.from, ask.to);
  const seats = ask.seats.map((seat) => seat.flatMap((id) => byPerson.get(id) ?? []));
  return panelSlots(seats, askOf(ask), swaps).map((slot: PanelSlot) => ({
    ...toSlot(slot),
    personIds: slot.personIds,
  }));
}
