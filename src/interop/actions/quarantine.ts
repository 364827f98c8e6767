import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { QuarantineItem, QuarantineQuery, RunView } from "../api.js";
import { isBooking, readBookings } from "../domain/fhir/bookings.js";
import { readPractitioners } from "../domain/fhir/practitioners.js";
import { type Fault, faultAt, isError } from "../domain/fault.js";
import { decodeMessage } from "../domain/hl7/charset.js";
import { readMessage } from "../domain/hl7/in-message.js";
import { withDefaults } from "../domain/mapping.js";
import type { BookingEntry } from "../domain/booking-record.js";
import type { StaffEntry } from "../domain/staff-record.js";
import type { KeptEntry } from "../fhir/one-pull.js";
import type { InteropHost, InteropSettings } from "../host.js";
import { isRunUnderWay } from "../runner.js";
import { type Connector, findConnector } from "../store/connectors.js";
import { decideQuarantine, findQuarantine, listQuarantine, type QuarantineRow } from "../store/inbox.js";
import { addRun, countRunRows, endRun, findRun } from "../store/runs.js";
import { givenMapping } from "./given-mapping.js";
import { landBookings } from "./land-bookings.js";
import { landEntries } from "./land-entries.js";
import { connectorContext } from "./land-in-chunks.js";
import type { KeptMessage } from "./receive-message.js";
import { toFaultViews, toRunView } from "./run-views.js";

export type QuarantineRefusal = "quarantine_not_found" | "quarantine_decided" | "run_under_way";

const toItem = (row: QuarantineRow): QuarantineItem => ({
  quarantineId: row.id,
  connectorId: row.connector_id,
  connectorName: row.connector_name,
  runId: row.run_id,
  rowNumber: row.row_number,
  reference: row.reference,
  faults: toFaultViews(row.faults as Fault[]),
  status: row.status,
  reason: row.reason,
  receivedAt: row.received_at,
  decidedAt: row.decided_at,
});

export const viewQuarantine = (
  ctx: Ctx,
  query: QuarantineQuery,
): Promise<Result<{ items: QuarantineItem[]; total: number }, never>> =>
  inTx(ctx, async (tx) => {
    const { rows, total } = await listQuarantine(tx, query);
    return ok({ items: rows.map(toItem), total });
  });

type Kept = KeptMessage | KeptEntry;

const unseal = (ctx: Pick<Ctx, "fieldCipher">, row: QuarantineRow): Kept | undefined =>
  row.content_cipher === null ? undefined : (JSON.parse(ctx.fieldCipher.decrypt(row.content_cipher)) as Kept);

/** Digits in a row that could identify somebody show only their first two. */
const masked = (text: string): string =>
  text.replace(/(?<![0-9])([0-9]{2})[0-9]{6,}[0-9Xx]?(?![0-9])/gu, (whole, first: string) =>
    // A time of a message is no number of a person.
    /^(?:19|20)\d{6}(?:\d{4}|\d{6})?$/u.test(whole) ? whole : `${first}******`,
  );

/** The kept message for reading, numbers masked, at most 20,000 characters. The reading is audited. */
export const openQuarantine = (ctx: Ctx, id: string): Promise<Result<{ text: string }, QuarantineRefusal>> =>
  inTx(ctx, async (tx) => {
    const row = await findQuarantine(tx, id);
    if (row === undefined) return refuse("quarantine_not_found");
    const kept = unseal(ctx, row);
    if (kept === undefined) return refuse("quarantine_decided");
    await auditAct(tx, ctx, {
      action: "quarantine.decide",
      outcome: "read",
      subjectKind: "quarantine",
      subjectId: id,
    });
    if (kept.kind === "fhir")
      return ok({ text: masked(JSON.stringify(kept.entries, null, 2)).slice(0, 20_000) });
    const bytes = Buffer.from(kept.base64, "base64");
    const decoded = decodeMessage(bytes);
    const text = decoded.ok ? decoded.value.text : new TextDecoder("gb18030").decode(bytes);
    return ok({
      text: masked(text.replace(/\r\n?/gu, "\n").replaceAll("\u0000", "")).toWellFormed().slice(0, 20_000),
    });
  });

/** Puts a kept message aside for good, with a reason; its content is erased. */
export const discardQuarantine = (
  ctx: Ctx,
  id: string,
  reason: string,
): Promise<Result<null, QuarantineRefusal>> =>
  inTx(ctx, async (tx) => {
    if ((await findQuarantine(tx, id, "lock")) === undefined) return refuse("quarantine_not_found");
    if (!(await decideQuarantine(tx, id, { status: "discarded", reason, by: ctx.actor.personId })))
      return refuse("quarantine_decided");
    await auditAct(tx, ctx, {
      action: "quarantine.decide",
      subjectKind: "quarantine",
      subjectId: id,
      details: { step: "discarded", reason },
    });
    return ok(null);
  });

/**
 * Lands a kept message again, after the connector or the registry was mended. When everything of it is taken it leaves the
 * quarantine; else it stays, and the new run's log says why. Facts that are newer meanwhile stay as they are.
 */
export async function retryQuarantine(
  ctx: Ctx,
  server: InteropSettings,
  id: string,
): Promise<Result<{ isLanded: boolean; run: RunView }, QuarantineRefusal>> {
  const host: InteropHost = { database: ctx.database, cipher: ctx.fieldCipher, ...server };
  const without: Ctx = { ...ctx, idempotency: undefined };
  const runId = randomUUID();
  let started;
  try {
    started = await inTx(without, async (tx) => {
      const row = await findQuarantine(tx, id, "lock");
      const connector = row && (await findConnector(tx, row.connector_id));
      if (row === undefined || connector === undefined) return refuse("quarantine_not_found");
      const kept = unseal(ctx, row);
      if (kept === undefined) return refuse("quarantine_decided");
      await addRun(
        tx,
        {
          id: runId,
          connectorId: connector.id,
          institutionId: connector.institutionId,
          trigger: "retry",
          isDryRun: false,
          reference: row.reference,
          requestedBy: ctx.actor.personId,
        },
        "running",
      );
      const run = await findRun(tx, runId);
      if (run === undefined) throw new Error("the run vanished");
      return ok({ connector, kept, run, receivedAt: row.received_at });
    });
  } catch (error) {
    if (isRunUnderWay(error)) return refuse("run_under_way");
    throw error;
  }
  if (!started.ok) return started;
  const { connector, kept, run, receivedAt } = started.value;
  const again = readAgain(connector, kept, receivedAt);
  const { entries, faults } = again;
  if (again.kind === "staff") await landEntries(host, connector, run, again.entries);
  else await landBookings(host, connector, run, again.entries);
  await ctx.database.withTx(connectorContext(connector), (tx) => endRun(tx, run.id, { faults }));
  return inTx(ctx, async (tx) => {
    const ended = await findRun(tx, runId);
    const counts = (await countRunRows(tx, [runId])).get(runId);
    if (ended === undefined) throw new Error("the run vanished");
    const isLanded = entries.length > 0 && !faults.some(isError) && (counts?.rejected ?? 0) === 0;
    if (isLanded) await decideQuarantine(tx, id, { status: "landed", reason: null, by: ctx.actor.personId });
    await auditAct(tx, ctx, {
      action: "quarantine.decide",
      subjectKind: "quarantine",
      subjectId: id,
      details: { step: "retried", runId, isLanded },
    });
    return ok({ isLanded, run: toRunView(ended, counts) });
  });
}

type Again = (
  | { readonly kind: "staff"; readonly entries: readonly StaffEntry[] }
  | { readonly kind: "schedule"; readonly entries: readonly BookingEntry[] }
) & { readonly faults: readonly Fault[] };

function readAgain(connector: Connector, kept: Kept, receivedAt: string): Again {
  const mapping = withDefaults(givenMapping(connector.mapping));
  const at = receivedAt as StaffEntry["effectiveAt"];
  if (kept.kind === "fhir") {
    const resources = new Map(kept.entries.map((entry) => [`${entry.type}/${entry.id}`, entry]));
    const { organizations, slots } =
      connector.settings.kind === "fhir" ? connector.settings : { organizations: [], slots: "all" as const };
    const reading = { mapping, organizations, slots, receivedAt: at };
    const own = kept.entries.slice(0, 1);
    return own.some(isBooking)
      ? { kind: "schedule", entries: readBookings(own, resources, reading, 1), faults: [] }
      : { kind: "staff", entries: readPractitioners(own, resources, reading, 1), faults: [] };
  }
  const none = { kind: "staff", entries: [] } as const;
  const decoded = decodeMessage(Buffer.from(kept.base64, "base64"));
  if (!decoded.ok) return { ...none, faults: [faultAt("MSH-18", decoded.error)] };
  const offsetMinutes = connector.settings.kind === "mllp" ? connector.settings.offsetMinutes : 480;
  const read = readMessage(decoded.value.text, { mapping, offsetMinutes, receivedAt: at });
  return read.ok ? read.value : { ...none, faults: [read.error] };
}
