import type { Result } from "../../../kernel/result.js";
import { addMinutes } from "../../../kernel/time.js";
import type { Instant } from "../../../kernel/types.js";
import {
  type BookedPerson,
  type BookingAction,
  type BookingEntry,
  bookingKindOf,
  stretchFault,
} from "../booking-record.js";
import { type Fault, faultAt, isError } from "../fault.js";
import { identifierKind } from "../mapping.js";
import { hl7Place } from "../place.js";
import { readMinutes, readPackedMinutes } from "./duration.js";
import type { ReadSettings } from "./entry-segments.js";
import { headerFaults, type Hl7Header, readHeader } from "./header.js";
import { component, firstText, type Message, parseMessage, repetitions, type Segment } from "./message.js";
import { readHl7Time } from "./time.js";

export interface ScheduleMessage {
  readonly header: Hl7Header;
  readonly message: Message;
  /** Of message or header; an error here means that no entry is taken. */
  readonly faults: readonly Fault[];
  /** One booking a message. */
  readonly entries: readonly BookingEntry[];
}

/** Source: HL7 v2.5.1 chapter 10.4 (SIU^S12 … S26). S18–S22 and S25 change services and rooms, nobody's time. */
const actions: Readonly<Record<string, BookingAction>> = {
  S12: "book",
  S13: "move",
  S14: "move",
  S15: "cancel",
  S16: "cancel",
  S17: "cancel",
  // A stretch is closed to bookings, and opened again.
  S23: "book",
  S24: "cancel",
  // The patient did not come.
  S26: "cancel",
};

/** Reads an SIU of any version from 2.3 on. The error is a message that cannot be read at all. */
export function readScheduleMessage(text: string, settings: ReadSettings): Result<ScheduleMessage, Fault> {
  const parsed = parseMessage(text);
  if (!parsed.ok) return parsed;
  const message = parsed.value;
  const header = readHeader(message);
  const isTaken = header.messageType === "SIU" && Object.hasOwn(actions, header.triggerEvent);
  const faults = headerFaults(message, header, settings, isTaken);
  const [sch, secondSch] = message.segments.filter(({ name }) => name === "SCH");
  if (!faults.some(isError)) {
    if (sch === undefined) faults.push(faultAt("SCH", "segment_missing"));
    if (secondSch !== undefined) faults.push(faultAt("SCH[2]", "segment_repeated"));
  }
  const entries =
    sch === undefined || faults.some(isError) ? [] : [readBooking(message, header, sch, settings)];
  return { ok: true, value: { header, message, faults, entries } };
}

function readBooking(
  message: Message,
  header: Hl7Header,
  sch: Segment,
  settings: ReadSettings,
): BookingEntry {
  const faults: Fault[] = [];
  const action = actions[header.triggerEvent] ?? "move";
  const bookingKey = keyOf(message, sch);
  if (bookingKey === "") faults.push(faultAt("SCH-2", "booking_key_missing"));
  const people = action === "cancel" ? [] : readPeople(message, sch, settings, faults);
  const kind = bookingKindOf(purposesOf(message, sch), settings.mapping.bookingKinds);
  if (kind === undefined && action !== "cancel" && !faults.some(isError))
    faults.push(faultAt("SCH-8", "booking_kind_unknown", firstText(message, sch, 8)));
  return {
    rowNumber: 1,
    place: "SCH",
    action,
    bookingKey,
    kind: kind ?? "do_not_disturb",
    effectiveAt:
      readHl7Time(firstText(message, message.segments[0], 7), settings.offsetMinutes) ?? settings.receivedAt,
    people,
    faults,
  };
}

/** The filler's number of the booking, else the placer's, with the occurrence where it repeats. */
function keyOf(message: Message, sch: Segment): string {
  const number = firstText(message, sch, 2) || firstText(message, sch, 1);
  const occurrence = firstText(message, sch, 3);
  return number === "" ? "" : `${number}${occurrence === "" ? "" : `#${occurrence}`}`.slice(0, 200);
}

/** Codes and texts that may say what the booking is for, the plainest first. */
function purposesOf(message: Message, sch: Segment): string[] {
  const of = (name: string): Segment[] => message.segments.filter((segment) => segment.name === name);
  const coded = (segment: Segment, field: number, parts: readonly number[] = [1, 2, 4, 5]): string[] =>
    repetitions(message, segment, field).flatMap((one) => parts.map((part) => component(message, one, part)));
  return [
    ...coded(sch, 8),
    ...coded(sch, 7),
    ...of("AIS").flatMap((ais) => coded(ais, 3)),
    ...of("AIL").flatMap((ail) => [...coded(ail, 4), ...coded(ail, 3, [1, 2, 3, 4, 9])]),
    ...of("AIG").flatMap((aig) => [...coded(aig, 4), ...coded(aig, 3)]),
    ...coded(sch, 5),
    ...coded(sch, 6),
  ].filter((text) => text !== "");
}

/** A resource of a group, with the service segment it belongs to. */
interface Resource {
  readonly segment: Segment;
  readonly service: Segment | undefined;
}

const isDeleted = (message: Message, segment: Segment): boolean =>
  firstText(message, segment, 2).toUpperCase() === "D";

/** Which words of AIG-4 mark a resource as a person. Source: HL7 v2.5.1 chapter 10.6.5 (AIG-4, resource type). */
const personal = /^(?:D|DR|MD|DOC|STAFF|PHYS|PERSONNEL)$|医师|医生|人员|doctor|physician|surgeon/iu;

/** AIP of every group; where a message has none, AIG that are people. Those that are being taken away are left out. */
function resourcesOf(message: Message): Resource[] {
  const found: { aip: Resource[]; aig: Resource[] } = { aip: [], aig: [] };
  let service: Segment | undefined;
  let isGroupDeleted = false;
  for (const segment of message.segments) {
    if (segment.name === "RGS") {
      service = undefined;
      isGroupDeleted = isDeleted(message, segment);
    } else if (segment.name === "AIS") service ??= segment;
    else if (isGroupDeleted || isDeleted(message, segment)) continue;
    else if (segment.name === "AIP") found.aip.push({ segment, service });
    else if (segment.name === "AIG") {
      const types = [1, 2].map((part) => firstText(message, segment, 4, part));
      if (types.some((type) => personal.test(type))) found.aig.push({ segment, service });
    }
  }
  return found.aip.length > 0 ? found.aip : found.aig;
}

function readPeople(message: Message, sch: Segment, settings: ReadSettings, faults: Fault[]): BookedPerson[] {
  const resources = resourcesOf(message);
  if (resources.length === 0) faults.push(faultAt("AIP", "segment_missing"));
  return resources.flatMap((resource) => {
    const { segment } = resource;
    const place = hl7Place({ segment: segment.name, sequence: segment.sequence, field: 3 });
    const { licenceNumbers, staffKeys } = identifiersOf(message, segment, settings);
    if (licenceNumbers.length + staffKeys.length === 0) {
      faults.push(faultAt(place, "key_missing"));
      return [];
    }
    const time = timeOf(message, sch, resource, settings);
    if (!time.ok) {
      faults.push(time.error);
      return [];
    }
    return [{ place, licenceNumbers, staffKeys, ...time.value }];
  });
}

/** AIP-3 (XCN) with its type in the 13th component; AIG-3 (CE) with its coding system in the third. */
function identifiersOf(
  message: Message,
  segment: Segment,
  { mapping }: ReadSettings,
): { readonly licenceNumbers: readonly string[]; readonly staffKeys: readonly string[] } {
  const licenceNumbers: string[] = [];
  const staffKeys: string[] = [];
  for (const one of repetitions(message, segment, 3)) {
    const number = component(message, one, 1);
    const kind = identifierKind(mapping, component(message, one, segment.name === "AIP" ? 13 : 3));
    if (number === "" || kind === "idNumber" || kind === "qualificationNumber") continue;
    // A licence has fifteen digits; one without a type may still be one.
    if (kind === "licenceNumber" || /^\d{15}$/u.test(number)) licenceNumbers.push(number);
    if (kind === undefined) staffKeys.push(number.slice(0, 200));
  }
  return { licenceNumbers, staffKeys };
}

/** Where an AIP, AIG or AIS says when: start, offset with unit, length with unit. */
const timeFields = {
  AIP: { start: 6, offset: 7, offsetUnit: 8, length: 9, unit: 10 },
  AIG: { start: 8, offset: 9, offsetUnit: 10, length: 11, unit: 12 },
  AIS: { start: 4, offset: 5, offsetUnit: 6, length: 7, unit: 8 },
} as const;

interface Written {
  readonly text: string;
  readonly place: string;
}

/**
 * The stretch the booking takes of this resource: its own start and length, else those of its service, else those of the whole
 * booking (TQ1, SCH-11, SCH-9). An offset counts from the whole booking's start.
 */
function timeOf(
  message: Message,
  sch: Segment,
  { segment, service }: Resource,
  settings: ReadSettings,
): Result<{ readonly startsAt: Instant; readonly endsAt: Instant }, Fault> {
  const fail = (place: string, code: Parameters<typeof faultAt>[1], value = ""): Result<never, Fault> => ({
    ok: false,
    error: faultAt(place, code, value),
  });
  const own = timeFields[segment.name === "AIG" ? "AIG" : "AIP"];
  const tq1 = message.segments.find(({ name }) => name === "TQ1");
  const at = (from: Segment | undefined, field: number, part = 1): Written => ({
    text: firstText(message, from, field, part),
    place: hl7Place({ segment: from?.name ?? segment.name, sequence: from?.sequence ?? 1, field }),
  });
  const whole = [at(tq1, 7), at(sch, 11, 4)].find(({ text }) => text !== "");
  const named = [at(segment, own.start), at(service, timeFields.AIS.start)].find(({ text }) => text !== "");
  const start = named ?? whole;
  if (start === undefined) return fail(at(segment, own.start).place, "booking_time_missing");
  const begun = readHl7Time(start.text, settings.offsetMinutes);
  if (begun === undefined || !/^\d{8}/u.test(start.text)) return fail(start.place, "time_unread", start.text);
  const offset = readMinutes(at(segment, own.offset).text, at(segment, own.offsetUnit).text);
  if (offset === "unit") return fail(at(segment, own.offset).place, "booking_unit_unknown");
  const startsAt = named === undefined && offset !== "none" ? addMinutes(begun, offset) : begun;

  const lengths: readonly (readonly [string, number | "none" | "unit"])[] = [
    [at(segment, own.length).place, readMinutes(at(segment, own.length).text, at(segment, own.unit).text)],
    [
      at(service, timeFields.AIS.length).place,
      readMinutes(at(service, timeFields.AIS.length).text, at(service, timeFields.AIS.unit).text),
    ],
    ["SCH-9", readMinutes(at(sch, 9).text, at(sch, 10).text)],
    ["SCH-11", readPackedMinutes(at(sch, 11, 3).text)],
  ];
  const length = lengths.find(([, minutes]) => minutes !== "none");
  const end = [at(tq1, 8), at(sch, 11, 5)].find(({ text }) => text !== "");
  // A length of its own says more than the end of the whole; the booking's own length says less than its end.
  const isOwnLength = length !== undefined && length[0] !== "SCH-9" && length[0] !== "SCH-11";
  let endsAt: Instant;
  if (end !== undefined && !isOwnLength) {
    const ended = readHl7Time(end.text, settings.offsetMinutes);
    if (ended === undefined) return fail(end.place, "time_unread", end.text);
    endsAt = ended;
  } else {
    if (length === undefined) return fail(at(segment, own.length).place, "booking_length_missing");
    const [place, minutes] = length;
    if (minutes === "unit" || minutes === "none") return fail(place, "booking_unit_unknown");
    endsAt = addMinutes(startsAt, minutes);
  }
  const fault = stretchFault(startsAt, endsAt, settings.receivedAt);
  if (fault !== undefined) return fail(start.place, fault);
  return { ok: true, value: { startsAt, endsAt } };
}
