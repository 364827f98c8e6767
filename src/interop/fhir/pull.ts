import type { Result } from "../../kernel/result.js";
import { addMinutes } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { landEntries } from "../actions/land-entries.js";
import { connectorContext } from "../actions/land-in-chunks.js";
import { givenMapping } from "../actions/given-mapping.js";
import type { FhirSettings } from "../api.js";
import { type BundleEntry, readPage } from "../domain/fhir/bundle.js";
import type { BookingSettings } from "../domain/fhir/bookings.js";
import { missingReferences, readPractitioners } from "../domain/fhir/practitioners.js";
import { objectAt, textAt } from "../domain/fhir/json.js";
import type { Fault } from "../domain/fault.js";
import { withDefaults } from "../domain/mapping.js";
import type { StaffEntry } from "../domain/staff-record.js";
import type { InteropHost } from "../host.js";
import { advanceWatermark, type Connector } from "../store/connectors.js";
import { type Failure, keepRun, type Run } from "../store/runs.js";
import { type KeptEntry, mostReadsAPage, type Pull, readInto } from "./one-pull.js";
import {
  ask,
  askFailure,
  askLimits,
  type AskLimits,
  type FhirAccess,
  nextUrl,
  urlBelow,
} from "./ask-server.js";
import { isScheduleType, landBookingPage, scheduleQueries, typeAsked } from "./pull-bookings.js";

/** Pages of one pull; a server that pages for ever is stopped here. */
const mostPages = 2000;
/** A server may still be writing what happened just now, so the next pull looks back a little. */
const overlapMinutes = 5;

export const accessOf = (host: InteropHost, connector: Connector, settings: FhirSettings): FhirAccess => ({
  baseUrl: settings.baseUrl,
  auth: settings.auth,
  username: settings.username,
  secret: connector.secretCipher === null ? "" : host.cipher.decrypt(connector.secretCipher),
  networks: host.networks,
});

/** Where an interrupted pull goes on. */
interface Cursor {
  readonly fromStart?: boolean;
  readonly startedAt?: string;
  readonly query?: number;
  readonly url?: string | null;
  readonly page?: number;
  readonly rows?: number;
}

/** What is asked for, one after the other. */
const queriesOf = (settings: FhirSettings, since: Instant | null, now: Instant): URL[] => [
  ...(settings.contents.includes("staff") ? staffQueries(settings, since) : []),
  ...(settings.contents.includes("schedules") ? scheduleQueries(settings, since, now) : []),
];

function staffQueries(settings: FhirSettings, since: Instant | null): URL[] {
  const { baseUrl, pageSize } = settings;
  const count = String(pageSize);
  if (settings.mode === "history")
    return ["Practitioner/_history", "PractitionerRole/_history"].map((path) =>
      urlBelow(baseUrl, path, { _count: count, ...(since !== null && { _since: since }) }),
    );
  const changed = since === null ? {} : { _lastUpdated: `ge${since}` };
  const roles = urlBelow(baseUrl, "PractitionerRole", {
    ...changed,
    _include: ["PractitionerRole:practitioner", "PractitionerRole:organization"],
    _count: count,
  });
  if (since === null) return [roles];
  // A person can change without his posts.
  const people = urlBelow(baseUrl, "Practitioner", {
    ...changed,
    _revinclude: "PractitionerRole:practitioner",
    _count: count,
  });
  return [people, roles];
}

/**
 * Asks the server for everybody who changed since the last pull and lands him, page by page; each page is landed and noted
 * before the next is asked for, so an interrupted pull goes on at its page. The watermark moves when everything has been
 * read. The error is what stopped the pull; what landed before it stays.
 */
export async function pullFhir(
  host: InteropHost,
  connector: Connector,
  run: Run,
  settings: FhirSettings,
  now: Instant,
  limits: AskLimits = askLimits,
): Promise<Result<readonly Fault[], Failure>> {
  const cursor = run.cursor as Cursor;
  const startedAt = (cursor.startedAt ?? now) as Instant;
  const since =
    cursor.fromStart === true || connector.watermark === null
      ? null
      : addMinutes(connector.watermark, -overlapMinutes);
  const queries = queriesOf(settings, since, startedAt);
  const access = accessOf(host, connector, settings);
  const reading: BookingSettings = {
    slots: settings.slots,
    mapping: withDefaults(givenMapping(connector.mapping)),
    organizations: settings.organizations,
    receivedAt: startedAt,
  };
  const pull: Pull = { host, connector, run, reading, access, limits };
  const faults: Fault[] = [];
  let page = cursor.page ?? 0;
  let rows = cursor.rows ?? 0;
  for (let query = cursor.query ?? 0; query < queries.length; query++) {
    const resumed =
      query === cursor.query && typeof cursor.url === "string" ? new URL(cursor.url) : undefined;
    let url: URL | undefined = resumed ?? queries[query];
    while (url !== undefined) {
      if (++page > mostPages) return { ok: false, error: askFailure("refused", `> ${mostPages} pages`) };
      const answer = await ask(access, url, limits);
      if (!answer.ok) return answer;
      const read = readPage(answer.value.body, page);
      if (!read.ok)
        return {
          ok: false,
          error: askFailure("refused", `HTTP ${answer.value.status} ${read.error.value}`.trim()),
        };
      faults.push(...read.value.faults);
      const asked = typeAsked(queries[query]);
      const landed = isScheduleType(asked)
        ? await landBookingPage(pull, read.value.entries, rows, asked === "Schedule")
        : await landStaffPage(pull, read.value.entries, rows);
      if (!landed.ok) return landed;
      rows += landed.value;
      const next: URL | undefined =
        read.value.next === undefined ? undefined : nextUrl(settings.baseUrl, url, read.value.next);
      if (read.value.next !== undefined && next === undefined)
        return { ok: false, error: askFailure("other_origin", read.value.next) };
      const isOurs = await host.database.withTx(connectorContext(connector), (tx) =>
        keepRun(tx, run.id, {
          fromStart: cursor.fromStart ?? false,
          startedAt,
          query: next === undefined ? query + 1 : query,
          url: next?.href ?? null,
          page,
          rows,
        }),
      );
      if (!isOurs) return { ok: false, error: askFailure("refused", "run ended meanwhile") };
      url = next;
    }
  }
  if (!run.isDryRun)
    await host.database.withTx(connectorContext(connector), (tx) =>
      advanceWatermark(tx, connector.id, startedAt),
    );
  return { ok: true, value: faults };
}

/** Lands one page of people; its rows are counted on from `rowsBefore`. Returns their number. */
async function landStaffPage(
  pull: Pull,
  entries: readonly BundleEntry[],
  rowsBefore: number,
): Promise<Result<number, Failure>> {
  const { host, connector, run, reading, access, limits } = pull;
  const resources = new Map(entries.map((entry) => [`${entry.type}/${entry.id}`, entry]));
  const complete = await withPosts(access, entries, resources, limits);
  if (!complete.ok) return complete;
  const missing = missingReferences(complete.value, resources).slice(0, mostReadsAPage);
  const filled = await readInto(pull, missing, resources);
  if (!filled.ok) return filled;
  const read = readPractitioners(complete.value, resources, reading, rowsBefore + 1);
  await landEntries(host, connector, run, read, (entry) => sealedEntry(entry, complete.value, resources));
  return { ok: true, value: read.length };
}

/** The entries with the posts of persons who came without any: a history, or a server that ignores `_revinclude`. */
async function withPosts(
  access: FhirAccess,
  entries: readonly BundleEntry[],
  resources: Map<string, BundleEntry>,
  limits: AskLimits,
): Promise<Result<readonly BundleEntry[], Failure>> {
  const held = new Set(
    entries.flatMap(({ type, resource }) =>
      type === "PractitionerRole" ? [textAt(objectAt(resource, "practitioner"), "reference")] : [],
    ),
  );
  const added: BundleEntry[] = [];
  const alone = entries.filter(
    ({ type, id, resource }) =>
      type === "Practitioner" &&
      resource !== undefined &&
      ![...held].some((one) => one.endsWith(`Practitioner/${id}`)),
  );
  for (const { id } of alone.slice(0, mostReadsAPage)) {
    const answer = await ask(
      access,
      urlBelow(access.baseUrl, "PractitionerRole", { practitioner: `Practitioner/${id}` }),
      limits,
    );
    if (!answer.ok) return answer;
    const read = readPage(answer.value.body, 0);
    if (!read.ok) continue;
    for (const entry of read.value.entries) {
      const key = `${entry.type}/${entry.id}`;
      if (resources.has(key)) continue;
      const placed = { ...entry, place: key };
      resources.set(key, placed);
      added.push(placed);
    }
  }
  return { ok: true, value: [...entries, ...added] };
}

function sealedEntry(
  entry: StaffEntry,
  entries: readonly BundleEntry[],
  resources: ReadonlyMap<string, BundleEntry>,
): string | undefined {
  const own = entries.find(({ type, id }) => `${type}/${id}` === entry.staffKey);
  if (own === undefined) return undefined;
  const person = resources.get(entry.personKey);
  const kept: KeptEntry = {
    kind: "fhir",
    entries: person === undefined || person === own ? [own] : [own, person],
  };
  return JSON.stringify(kept);
}
