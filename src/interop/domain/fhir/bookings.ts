import { addMinutes } from "../../../kernel/time.js";
import type { Instant } from "../../../kernel/types.js";
import {
  type BookedPerson,
  type BookingAction,
  type BookingEntry,
  type BookingKind,
  bookingKindOf,
  stretchFault,
} from "../booking-record.js";
import { type Fault, faultAt, isError } from "../fault.js";
import { identifierKind } from "../mapping.js";
import { type BundleEntry, localReference } from "./bundle.js";
import { type JsonObject, objectAt, objectsAt, textAt } from "./json.js";
import { type FhirSettings, type Resources, when } from "./practitioners.js";

export interface BookingSettings extends FhirSettings {
  /** all: a slot takes time whether or not a patient has it · busy: only once one has. */
  readonly slots: "all" | "busy";
}

const types: ReadonlySet<string> = new Set(["Slot", "Appointment"]);
export const isBooking = ({ type }: Pick<BundleEntry, "type">): boolean => types.has(type);

/** References to people; those of patients, devices and rooms are never followed. */
const personal = /^(?:Practitioner|PractitionerRole)\//u;

/** What a slot, a schedule, an appointment or a post leads to, as far as it is needed here. */
export const referencesOfBooking = (resource: JsonObject | undefined): string[] =>
  allReferences(resource).filter((one) => personal.test(one) || one.startsWith("Schedule/"));

const allReferences = (resource: JsonObject | undefined): string[] => [
  localReference(textAt(objectAt(resource, "schedule"), "reference")),
  localReference(textAt(objectAt(resource, "practitioner"), "reference")),
  ...objectsAt(resource, "actor").map((one) => localReference(textAt(one, "reference"))),
  ...objectsAt(resource, "participant").map((one) =>
    localReference(textAt(objectAt(one, "actor"), "reference")),
  ),
];

/**
 * What {@link readBookings} needs and is not there yet: the schedules of slots, the people of schedules and appointments, and the
 * person of a post. Reading these may ask for more.
 */
export function missingOfBookings(entries: readonly BundleEntry[], resources: Resources): string[] {
  const missing = new Set<string>();
  const seen = new Set<string>();
  const look = (resource: JsonObject | undefined): void => {
    for (const reference of referencesOfBooking(resource)) {
      if (seen.has(reference)) continue;
      seen.add(reference);
      const held = resources.get(reference);
      if (held === undefined) missing.add(reference);
      else look(held.resource);
    }
  };
  for (const entry of entries) if (isBooking(entry)) look(entry.resource);
  return [...missing];
}

/** A resource as far as it is needed: nothing of a patient, no comment and no description. */
export function bookingOnly(entry: BundleEntry): BundleEntry {
  const { resource } = entry;
  if (resource === undefined || entry.type !== "Appointment") return entry;
  const kept = ["resourceType", "id", "meta", "status", "start", "end", "minutesDuration"];
  const coded = ["serviceCategory", "serviceType", "specialty", "appointmentType"];
  return {
    ...entry,
    resource: {
      ...Object.fromEntries(
        [...kept, ...coded].flatMap((key) => (key in resource ? [[key, resource[key]]] : [])),
      ),
      participant: objectsAt(resource, "participant")
        .filter((one) => personal.test(localReference(textAt(objectAt(one, "actor"), "reference"))))
        .map((one) => ({
          status: textAt(one, "status"),
          actor: { reference: textAt(objectAt(one, "actor"), "reference") },
        })),
    },
  };
}

/**
 * One entry for each Slot and Appointment with a time; those that are free again, cancelled or deleted cancel.
 * Source: FHIR R4 Schedule, Slot, Appointment.
 */
export function readBookings(
  entries: readonly BundleEntry[],
  resources: Resources,
  settings: BookingSettings,
  firstRow: number,
): BookingEntry[] {
  return entries.filter(isBooking).map((entry, i) => readBooking(entry, resources, settings, firstRow + i));
}

/** Slot.status and Appointment.status that take no time; a slot that is merely free is judged by the setting. */
const released: ReadonlySet<string> = new Set([
  "entered-in-error",
  "cancelled",
  "noshow",
  "proposed",
  "waitlist",
]);

function readBooking(
  entry: BundleEntry,
  resources: Resources,
  settings: BookingSettings,
  rowNumber: number,
): BookingEntry {
  const { resource, place } = entry;
  const schedule = resources.get(localReference(textAt(objectAt(resource, "schedule"), "reference")));
  const status = textAt(resource, "status");
  const isOff =
    resource === undefined ||
    released.has(status) ||
    (entry.type === "Slot" && status === "free" && settings.slots === "busy") ||
    schedule?.resource?.active === false;
  const action: BookingAction = isOff ? "cancel" : "move";
  const faults: Fault[] = [];
  const people = isOff ? [] : readPeople(entry, schedule, resources, settings, faults);
  const kind = isOff ? undefined : kindOf(resource, schedule?.resource, settings);
  if (!isOff && kind === undefined && !faults.some(isError))
    faults.push(faultAt(`${place}/serviceType`, "booking_kind_unknown"));
  return {
    rowNumber,
    place,
    action,
    bookingKey: `${entry.type}/${entry.id}`,
    kind: kind ?? "do_not_disturb",
    // A schedule that is closed or opened changes its slots without touching them.
    effectiveAt: when(settings, entry.lastUpdated, schedule?.lastUpdated ?? ""),
    people,
    faults,
  };
}

function kindOf(
  resource: JsonObject,
  schedule: JsonObject | undefined,
  { mapping }: BookingSettings,
): BookingKind | undefined {
  const texts = (concept: JsonObject | undefined): string[] => [
    ...objectsAt(concept, "coding").flatMap((coding) => [textAt(coding, "code"), textAt(coding, "display")]),
    textAt(concept, "text"),
  ];
  const of = (from: JsonObject | undefined): string[] => [
    ...texts(objectAt(from, "appointmentType")),
    ...["serviceType", "serviceCategory", "specialty"].flatMap((key) => objectsAt(from, key).flatMap(texts)),
  ];
  return bookingKindOf([...of(resource), ...of(schedule), textAt(schedule, "comment")], mapping.bookingKinds);
}

const instantOf = (text: string): Instant | undefined =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/u.test(text) &&
  !Number.isNaN(Date.parse(text))
    ? (new Date(text).toISOString() as Instant)
    : undefined;

function readPeople(
  entry: BundleEntry,
  schedule: BundleEntry | undefined,
  resources: Resources,
  settings: BookingSettings,
  faults: Fault[],
): BookedPerson[] {
  const { resource, place } = entry;
  const startsAt = instantOf(textAt(resource, "start"));
  const minutes = resource?.minutesDuration;
  const endsAt =
    instantOf(textAt(resource, "end")) ??
    (startsAt !== undefined && typeof minutes === "number" && minutes > 0 && minutes < 1e6
      ? addMinutes(startsAt, minutes)
      : undefined);
  const fault =
    startsAt === undefined
      ? "booking_time_missing"
      : endsAt === undefined
        ? "booking_length_missing"
        : stretchFault(startsAt, endsAt, settings.receivedAt);
  if (startsAt === undefined || endsAt === undefined || fault !== undefined) {
    faults.push(faultAt(`${place}/start`, fault ?? "booking_time_missing"));
    return [];
  }
  const actors =
    entry.type === "Slot"
      ? objectsAt(schedule?.resource, "actor")
      : objectsAt(resource, "participant")
          .filter((one) => textAt(one, "status") !== "declined")
          .flatMap((one) => objectAt(one, "actor") ?? []);
  const references = actors
    .map((one) => localReference(textAt(one, "reference")))
    .filter((reference) => personal.test(reference));
  const where = entry.type === "Slot" ? `${place}/schedule` : `${place}/participant`;
  if (references.length === 0)
    faults.push(
      faultAt(
        where,
        schedule === undefined && entry.type === "Slot" ? "reference_unresolved" : "nobody_booked",
      ),
    );
  return references.map((reference) => ({
    place: where,
    ...identifiersOf(reference, resources, settings),
    startsAt,
    endsAt,
  }));
}

/** The keys and licences of a person, or of the person who holds a post. */
function identifiersOf(
  reference: string,
  resources: Resources,
  { mapping }: BookingSettings,
): { readonly licenceNumbers: readonly string[]; readonly staffKeys: readonly string[] } {
  const post = resources.get(reference)?.resource;
  const ofPost = localReference(textAt(objectAt(post, "practitioner"), "reference"));
  const person = ofPost === "" ? post : resources.get(ofPost)?.resource;
  const licenceNumbers: string[] = [];
  const staffKeys = ofPost === "" ? [reference] : [reference, ofPost];
  const identifiers = [
    ...objectsAt(person, "identifier"),
    ...objectsAt(person, "qualification").flatMap((one) => objectsAt(one, "identifier")),
    ...(ofPost === "" ? [] : objectsAt(post, "identifier")),
  ];
  for (const identifier of identifiers) {
    const names = [
      textAt(identifier, "system"),
      ...objectsAt(objectAt(identifier, "type"), "coding").map((coding) => textAt(coding, "code")),
    ];
    const kind = names.map((name) => identifierKind(mapping, name)).find((one) => one !== undefined);
    const value = textAt(identifier, "value").slice(0, 200);
    if (value === "") continue;
    if (kind === "licenceNumber") licenceNumbers.push(value);
    // What has another kind is a number of the state's; what has none is one of the hospital's.
    else if (kind === undefined) staffKeys.push(value);
  }
  return { licenceNumbers, staffKeys };
}
