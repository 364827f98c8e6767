import type { Result } from "../../kernel/result.js";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { landBookings } from "../actions/land-bookings.js";
import type { FhirSettings } from "../api.js";
import {
  bookingOnly,
  missingOfBookings,
  readBookings,
  referencesOfBooking,
} from "../domain/fhir/bookings.js";
import { type BundleEntry, localReference, readPage } from "../domain/fhir/bundle.js";
import { objectAt, textAt } from "../domain/fhir/json.js";
import type { Failure } from "../store/runs.js";
import { ask, nextUrl, urlBelow } from "./ask-server.js";
import { type KeptEntry, mostReadsAPage, type Pull, readInto } from "./one-pull.js";

/** The type a query asks for, by its address below the base; "" for none that is known. */
export const typeAsked = (query: URL | undefined): string =>
  /\/([A-Z][A-Za-z]+)(?:\/_history)?$/u.exec(query?.pathname ?? "")?.[1] ?? "";

export const isScheduleType = (type: string): boolean => ["Schedule", "Slot", "Appointment"].includes(type);

/** Slots and appointments from yesterday on, with their schedules and people; patients are never asked for. */
export function scheduleQueries(settings: FhirSettings, since: Instant | null, now: Instant): URL[] {
  const { baseUrl, pageSize } = settings;
  const count = String(pageSize);
  if (settings.mode === "history")
    return ["Schedule/_history", "Slot/_history", "Appointment/_history"].map((path) =>
      urlBelow(baseUrl, path, { _count: count, ...(since !== null && { _since: since }) }),
    );
  const from = `ge${addMinutes(now, -1440).slice(0, 10)}`;
  const changed = since === null ? {} : { _lastUpdated: `ge${since}` };
  const slots = urlBelow(baseUrl, "Slot", {
    ...changed,
    ...(since === null && { start: from }),
    _include: "Slot:schedule",
    "_include:iterate": "Schedule:actor",
    _count: count,
  });
  const appointments = urlBelow(baseUrl, "Appointment", {
    ...changed,
    ...(since === null && { date: from }),
    _include: "Appointment:practitioner",
    _count: count,
  });
  if (since === null) return [slots, appointments];
  // A schedule that is closed frees its slots without a change of theirs.
  const schedules = urlBelow(baseUrl, "Schedule", {
    ...changed,
    _revinclude: "Slot:schedule",
    _include: "Schedule:actor",
    _count: count,
  });
  return [schedules, slots, appointments];
}

/** Pages of one schedule's slots. */
const mostSlotPages = 20;

/** The slots of the page's schedules that came without any: a history, or a server that ignores `_revinclude`. */
async function slotsOf(
  { access, limits, run }: Pull,
  page: readonly BundleEntry[],
): Promise<Result<readonly BundleEntry[], Failure>> {
  const held = new Set(
    page.map(({ resource }) => localReference(textAt(objectAt(resource, "schedule"), "reference"))),
  );
  const alone = page.filter(
    ({ type, id, resource }) => type === "Schedule" && resource !== undefined && !held.has(`Schedule/${id}`),
  );
  const found = new Map<string, BundleEntry>();
  for (const { id } of alone.slice(0, mostReadsAPage)) {
    let url: URL | undefined = urlBelow(access.baseUrl, "Slot", {
      schedule: `Schedule/${id}`,
      start: `ge${addMinutes(run.createdAt, -1440).slice(0, 10)}`,
      _count: "200",
    });
    for (let number = 0; url !== undefined && number < mostSlotPages; number++) {
      const answer = await ask(access, url, limits);
      if (!answer.ok) return answer;
      const read = readPage(answer.value.body, 0);
      if (!read.ok) break;
      for (const entry of read.value.entries)
        if (entry.type === "Slot") found.set(entry.id, { ...entry, place: `Slot/${entry.id}` });
      url = read.value.next === undefined ? undefined : nextUrl(access.baseUrl, url, read.value.next);
    }
  }
  return { ok: true, value: [...found.values()] };
}

/** A slot leads to its schedule, that to a post, and that to a person. */
const longestPath = 3;

/**
 * Lands one page of slots and appointments; its rows are counted on from `rowsBefore`. Returns their number.
 * @param isOfSchedules the page was asked for by schedules: of those that come without their slots, the slots are asked for.
 */
export async function landBookingPage(
  pull: Pull,
  page: readonly BundleEntry[],
  rowsBefore: number,
  isOfSchedules: boolean,
): Promise<Result<number, Failure>> {
  const { host, connector, run, reading } = pull;
  const resources = new Map(page.map((entry) => [`${entry.type}/${entry.id}`, entry]));
  const more = isOfSchedules ? await slotsOf(pull, page) : { ok: true as const, value: [] };
  if (!more.ok) return more;
  const entries = [...page, ...more.value];
  const asked = new Set<string>();
  for (let step = 0; step < longestPath; step++) {
    const missing = missingOfBookings(entries, resources).filter((one) => !asked.has(one));
    const next = missing.slice(0, Math.max(0, mostReadsAPage - asked.size));
    for (const one of next) asked.add(one);
    const filled = await readInto(pull, next, resources);
    if (!filled.ok) return filled;
  }
  const read = readBookings(entries, resources, reading, rowsBefore + 1);
  await landBookings(host, connector, run, read, ({ bookingKey }) => {
    const own = entries.find((entry) => `${entry.type}/${entry.id}` === bookingKey);
    if (own === undefined) return undefined;
    const needed = new Map([[bookingKey, own]]);
    for (const one of needed.values())
      for (const reference of referencesOfBooking(one.resource)) {
        const held = resources.get(reference);
        if (held !== undefined) needed.set(reference, held);
      }
    const kept: KeptEntry = { kind: "fhir", entries: [...needed.values()].map(bookingOnly) };
    return JSON.stringify(kept);
  });
  return { ok: true, value: read.length };
}
