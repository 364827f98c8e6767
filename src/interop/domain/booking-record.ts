import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Fault, FaultCode } from "./fault.js";

/** What a hospital's booking takes a person's time for; the calendar's own kinds. */
export const bookingKinds = [
  "outpatient",
  "surgery",
  "leave",
  "consultation",
  "do_not_disturb",
  "on_call",
] as const;
export type BookingKind = (typeof bookingKinds)[number];

/** book: new · move: another time, length or person · cancel: the time is free again. */
export type BookingAction = "book" | "move" | "cancel";

/** One person of a booking with the time it takes of him. */
export interface BookedPerson {
  readonly place: string;
  /** Numbers of his licence as sent, none or some. */
  readonly licenceNumbers: readonly string[];
  /** His keys in the sender's systems: staff number, `Practitioner/…`, `PractitionerRole/…`. */
  readonly staffKeys: readonly string[];
  readonly startsAt: Instant;
  /** After `startsAt`. */
  readonly endsAt: Instant;
}

/** One booking in one message or page. Nothing of a patient is in it. */
export interface BookingEntry {
  /** From 1, in the order sent. */
  readonly rowNumber: number;
  readonly place: string;
  readonly action: BookingAction;
  /** The sender's number of the booking; "" when it is missing, which is then among the faults. */
  readonly bookingKey: string;
  readonly kind: BookingKind;
  /** When it was so, by the sender. An older word never overwrites a newer one. */
  readonly effectiveAt: Instant;
  /** Empty for a cancellation. */
  readonly people: readonly BookedPerson[];
  readonly faults: readonly Fault[];
}

/** A booking lasts at most this long; a longer one is a mistake of units. */
const longestMinutes = 31 * 1440;
/** And begins at most this far ahead: nobody plans clinics for later, and what does is a mistake of digits. */
const furthestMinutes = 1100 * 1440;

/** Why a stretch cannot be one of a booking; undefined when it can. */
export function stretchFault(startsAt: Instant, endsAt: Instant, receivedAt: Instant): FaultCode | undefined {
  if (Date.parse(startsAt) > Date.parse(addMinutes(receivedAt, furthestMinutes))) return "booking_too_far";
  if (Date.parse(endsAt) <= Date.parse(startsAt)) return "booking_ends_before_start";
  return Date.parse(endsAt) > Date.parse(addMinutes(startsAt, longestMinutes))
    ? "booking_too_long"
    : undefined;
}

const words: readonly (readonly [RegExp, BookingKind])[] = [
  [/手术|术间|surg|operat|theat|\bOR\b/iu, "surgery"],
  [/会诊|consult|\bMDT\b/iu, "consultation"],
  [/请假|休假|年假|病假|出差|进修|leave|vacation/iu, "leave"],
  [/备班|二线|听班|值班|on.?call/iu, "on_call"],
  [/门诊|出诊|坐诊|诊室|挂号|clinic|outpat|ambul|\bAMB\b/iu, "outpatient"],
  [/查房|教学|会议|停诊|勿扰|meeting|teaching|round|block/iu, "do_not_disturb"],
];

/**
 * What a booking is for: the connector's own codes first, then the words of any of the texts in their order. Undefined: none
 * of them says.
 */
export function bookingKindOf(
  texts: readonly string[],
  codes: Readonly<Record<string, BookingKind>>,
): BookingKind | undefined {
  for (const text of texts) {
    const kind = Object.hasOwn(codes, text) ? codes[text] : undefined;
    if (kind !== undefined) return kind;
  }
  for (const text of texts) {
    const kind = words.find(([pattern]) => pattern.test(text))?.[1];
    if (kind !== undefined) return kind;
  }
  return undefined;
}
