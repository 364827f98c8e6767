import { findStaff } from "../../experts/index.js";
import { listOrganizations } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";
import { type OutsideStretch, putOutsideBooking } from "../../scheduling/index.js";
import type { BookedPerson, BookingEntry } from "../domain/booking-record.js";
import { type Fault, faultAt, isError } from "../domain/fault.js";
import type { InteropHost } from "../host.js";
import type { Connector } from "../store/connectors.js";
import type { Run, RunRow } from "../store/runs.js";
import {
  lockScheduleLinks,
  practitionersOfKeys,
  saveScheduleLink,
  type ScheduleLink,
} from "../store/schedule-links.js";
import { landInChunks, type TakesEntries } from "./land-in-chunks.js";

/** Lands clinics and operations as blocks of their people's calendars; see {@link landInChunks}. */
export const landBookings = (
  host: InteropHost,
  connector: Connector,
  run: Run,
  entries: readonly BookingEntry[],
  contentOf?: (entry: BookingEntry) => string | undefined,
): Promise<void> => landInChunks(host, connector, run, entries, takeBookings, contentOf);

/** Who a person of a booking is here: by licence, else by the key of the hospital's systems. */
type Finds = (
  one: BookedPerson,
) => { readonly practitionerId: string; readonly personId: string | null } | undefined;

async function findBooked(tx: Tx, connector: Connector, entries: readonly BookingEntry[]): Promise<Finds> {
  const people = entries.flatMap((entry) => entry.people);
  const byKey = await practitionersOfKeys(tx, connector, [
    ...new Set(people.flatMap(({ staffKeys }) => staffKeys)),
  ]);
  const staff = await findStaff(tx, connector.institutionId, {
    licenceNumbers: [...new Set(people.flatMap(({ licenceNumbers }) => licenceNumbers))],
    practitionerIds: [...new Set(byKey.values())],
  });
  const byLicence = new Map(staff.map((one) => [one.licenceNumber, one]));
  const byId = new Map(staff.map((one) => [one.practitionerId, one]));
  return ({ licenceNumbers, staffKeys }) => {
    const licensed = licenceNumbers.map((number) => byLicence.get(number)).find((one) => one !== undefined);
    return (
      licensed ?? staffKeys.map((key) => byId.get(byKey.get(key) ?? "")).find((one) => one !== undefined)
    );
  };
}

const takeBookings: TakesEntries<BookingEntry> = async (tx, _host, connector, _run, entries) => {
  const links = await lockScheduleLinks(tx, connector.id, [
    ...new Set(entries.map(({ bookingKey }) => bookingKey)),
  ]);
  const find = await findBooked(tx, connector, entries);
  const home = (await listOrganizations(tx)).find(({ id }) => id === connector.institutionId);
  const zone = home?.timeZone ?? "Asia/Shanghai";
  const rows: RunRow[] = [];
  for (const entry of entries) {
    const row = await takeOne(tx, connector, entry, links, find, zone);
    rows.push({
      rowNumber: entry.rowNumber,
      place: entry.place,
      action: entry.action,
      staffKey: entry.bookingKey,
      result: row.result,
      practitionerId: row.practitionerId ?? null,
      faults: [...entry.faults, ...row.faults],
    });
  }
  return rows;
};

interface Taken {
  readonly result: RunRow["result"];
  readonly practitionerId?: string | undefined;
  readonly faults: readonly Fault[];
}

async function takeOne(
  tx: Tx,
  connector: Connector,
  entry: BookingEntry,
  links: Map<string, ScheduleLink>,
  find: Finds,
  zone: string,
): Promise<Taken> {
  const { bookingKey, effectiveAt, place } = entry;
  if (entry.faults.some(isError)) return { result: "rejected", faults: [] };
  const link = links.get(bookingKey);
  if (link !== undefined && link.effectiveAt > effectiveAt)
    return { result: "unchanged", faults: [faultAt(place, "older_than_known")] };
  const keep = async (status: ScheduleLink["status"]): Promise<void> => {
    const now = { bookingKey, status, effectiveAt };
    links.set(bookingKey, now);
    await saveScheduleLink(tx, connector, now);
  };
  const key = `${connector.id} ${bookingKey}`;
  if (entry.action === "cancel") {
    // Word of the cancellation may overtake word of the booking, which is then not to come back.
    await keep("released");
    if (link === undefined) return { result: "unchanged", faults: [faultAt(place, "booking_unknown")] };
    const put = await putOutsideBooking(tx, key, [], zone);
    return { result: put.result === "unchanged" ? "unchanged" : "changed", faults: [] };
  }
  const found = entry.people.map((one) => ({ one, staff: find(one) }));
  const known = found.flatMap(({ one, staff }) =>
    staff?.personId == null
      ? []
      : [{ ...one, personId: staff.personId, practitionerId: staff.practitionerId }],
  );
  if (known.length === 0 && link?.status === "busy") {
    // It has gone to somebody who is no expert: whoever had it has the time again.
    await keep("released");
    const put = await putOutsideBooking(tx, key, [], zone);
    const result = put.result === "unchanged" ? "unchanged" : "changed";
    return { result, faults: found.map(({ one }) => faultAt(one.place, "others_left_out")) };
  }
  if (known.length === 0)
    return {
      result: "rejected",
      practitionerId: found.find(({ staff }) => staff !== undefined)?.staff?.practitionerId,
      faults: found.map(({ one, staff }) =>
        faultAt(
          one.place,
          staff === undefined ? "booked_person_unknown" : "booked_person_without_account",
          staff === undefined ? (one.staffKeys[0] ?? "") : "",
        ),
      ),
    };
  const put = await putOutsideBooking(tx, key, stretchesOf(entry, known), zone);
  await keep("busy");
  return {
    result: put.result,
    practitionerId: known[0]?.practitionerId,
    faults: [
      ...found
        .filter(({ staff }) => staff?.personId == null)
        .map(({ one }) => faultAt(one.place, "others_left_out")),
      ...known
        .filter(({ personId }) => put.meets.includes(personId))
        .map((one) => faultAt(one.place, "meets_appointment")),
    ],
  };
}

/** One stretch for each person and start; of two that begin together the longer. */
function stretchesOf(
  { kind }: BookingEntry,
  known: readonly (BookedPerson & { readonly personId: string })[],
): OutsideStretch[] {
  const byStart = new Map<string, OutsideStretch>();
  for (const { personId, startsAt, endsAt } of known) {
    const key = `${personId} ${startsAt}`;
    const before = byStart.get(key);
    if (before === undefined || before.endsAt < endsAt)
      byStart.set(key, { personId, kind, startsAt, endsAt });
  }
  return [...byStart.values()];
}
