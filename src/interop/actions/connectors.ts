import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { listOrganizations } from "../../organizations/index.js";
import { type Tx, violates } from "../../platform/database/database.js";
import { cancelJob } from "../../platform/jobs.js";
import { platformTables } from "../../platform/tables.js";
import type { ChangeConnector, ConnectorList, ConnectorView, NewConnector } from "../api.js";
import type { InteropSettings } from "../host.js";
import { runDueJob, scheduleNext } from "../runner.js";
import * as store from "../store/connectors.js";
import { countHeld } from "../store/inbox.js";
import { countRunRows, latestRuns } from "../store/runs.js";
import { toRunView } from "./run-views.js";

export type ConnectorRefusal =
  | "connector_not_found"
  | "connector_changed_meanwhile"
  | "connector_kind_fixed"
  | "name_taken"
  | "sender_taken"
  | "folder_taken"
  | "institution_not_yours"
  | "institution_needed"
  | "schedule_not_for_mllp"
  | "connector_status_same";

/** The connectors as their page shows them. A fixed number of queries. */
async function connectorViews(tx: Tx, connectors: readonly store.Connector[]): Promise<ConnectorView[]> {
  const ids = connectors.map(({ id }) => id);
  const names = new Map<string, string>((await listOrganizations(tx)).map(({ id, name }) => [id, name]));
  const runs = await latestRuns(tx, ids);
  const counts = await countRunRows(
    tx,
    [...runs.values()].map(({ id }) => id),
  );
  const held = await countHeld(tx, ids);
  const timers = ids.length === 0 ? [] : await timersOf(tx, ids);
  const due = new Map(timers.map((timer) => [timer.subject_id, timer.due_at as Instant]));
  return connectors.map((connector) => {
    const run = runs.get(connector.id);
    return {
      connectorId: connector.id,
      institutionId: connector.institutionId,
      institutionName: names.get(connector.institutionId) ?? "",
      name: connector.name,
      kind: connector.settings.kind,
      settings: connector.settings,
      hasSecret: connector.secretCipher !== null,
      mapping: connector.mapping,
      scheduleMinutes: connector.scheduleMinutes,
      status: connector.status,
      watermark: connector.watermark,
      version: connector.version,
      nextRunAt: due.get(connector.id) ?? null,
      lastRun: run === undefined ? null : toRunView(run, counts.get(run.id)),
      held: held.get(connector.id) ?? 0,
    };
  });
}

const timersOf = (tx: Tx, ids: readonly string[]) =>
  platformTables(tx)
    .selectFrom("platform.job")
    .select(["subject_id", "due_at"])
    .where("kind", "=", runDueJob)
    .where("status", "=", "waiting")
    .where("subject_id", "in", [...ids])
    .execute();

/** Every connector the person may see, with what this server was set up with. */
export const listConnectors = (ctx: Ctx, server: InteropSettings): Promise<Result<ConnectorList, never>> =>
  inTx(ctx, async (tx) =>
    ok({
      items: await connectorViews(tx, await store.listConnectors(tx)),
      server: { ...server, networks: [...server.networks] },
    }),
  );

async function viewIn(tx: Tx, id: string): Promise<Result<ConnectorView, "connector_not_found">> {
  const connector = await store.findConnector(tx, id);
  const [view] = connector === undefined ? [] : await connectorViews(tx, [connector]);
  return view === undefined ? refuse("connector_not_found") : ok(view);
}

export const viewConnector = (ctx: Ctx, id: string): Promise<Result<ConnectorView, ConnectorRefusal>> =>
  inTx(ctx, (tx) => viewIn(tx, id));

const taken = (error: unknown): ConnectorRefusal | undefined => {
  if (violates(error, "connector_institution_id_name_key")) return "name_taken";
  if (violates(error, "connector_of_sender")) return "sender_taken";
  return violates(error, "connector_of_folder") ? "folder_taken" : undefined;
};

async function orTaken<T>(work: Promise<Result<T, ConnectorRefusal>>): Promise<Result<T, ConnectorRefusal>> {
  try {
    return await work;
  } catch (error) {
    const code = taken(error);
    if (code !== undefined) return { ok: false, error: code };
    throw error;
  }
}

/** Undefined: as it was; empty: none. */
const sealed = (ctx: Ctx, secret: string | undefined, before: string | null): string | null =>
  secret === undefined ? before : secret === "" ? null : ctx.fieldCipher.encrypt(secret);

/** Sets up a connector, paused until somebody enables it. The operator names the hospital; others make their own's. */
export function createConnector(
  ctx: Ctx,
  input: NewConnector,
): Promise<Result<ConnectorView, ConnectorRefusal>> {
  const { actor } = ctx;
  return orTaken(
    inTx(ctx, async (tx): Promise<Result<ConnectorView, ConnectorRefusal>> => {
      const institutionId = input.institutionId ?? actor.institutionId;
      if (!actor.isPlatform && institutionId !== actor.institutionId) return refuse("institution_not_yours");
      const hospital = (await listOrganizations(tx)).find(({ id }) => id === institutionId);
      if (hospital?.kind !== "hospital") return refuse("institution_needed");
      if (input.settings.kind === "mllp" && input.scheduleMinutes !== null)
        return refuse("schedule_not_for_mllp");
      const id = randomUUID();
      await store.addConnector(
        tx,
        {
          id,
          institutionId,
          name: input.name,
          settings: input.settings,
          secretCipher: sealed(ctx, input.secret, null),
          mapping: input.mapping,
          scheduleMinutes: input.scheduleMinutes,
        },
        actor.personId,
      );
      await auditAct(tx, ctx, {
        action: "connector.manage",
        subjectKind: "connector",
        subjectId: id,
        details: { step: "created", kind: input.settings.kind, institutionId },
      });
      return viewIn(tx, id);
    }),
  );
}

/** Changes settings, mapping, schedule or secret of a connector that still has the version the person saw. */
export function changeConnector(
  ctx: Ctx,
  id: string,
  input: ChangeConnector,
): Promise<Result<ConnectorView, ConnectorRefusal>> {
  return orTaken(
    inTx(ctx, async (tx): Promise<Result<ConnectorView, ConnectorRefusal>> => {
      const connector = await store.findConnector(tx, id, "lock");
      if (connector === undefined) return refuse("connector_not_found");
      if (connector.settings.kind !== input.settings.kind) return refuse("connector_kind_fixed");
      if (input.settings.kind === "mllp" && input.scheduleMinutes !== null)
        return refuse("schedule_not_for_mllp");
      const { name, settings, mapping, scheduleMinutes } = input;
      const secretCipher = sealed(ctx, input.secret, connector.secretCipher);
      const change = { id, name, settings, mapping, scheduleMinutes, secretCipher };
      if (!(await store.saveConnector(tx, change, input.version)))
        return refuse("connector_changed_meanwhile");
      if (connector.status === "enabled") await setTimer(tx, { id, scheduleMinutes }, true);
      await auditAct(tx, ctx, {
        action: "connector.manage",
        subjectKind: "connector",
        subjectId: id,
        details: { step: "changed", hasNewSecret: input.secret !== undefined },
      });
      return viewIn(tx, id);
    }),
  );
}

async function setTimer(
  tx: Tx,
  connector: Pick<store.Connector, "id" | "scheduleMinutes">,
  isEnabled: boolean,
): Promise<void> {
  await cancelJob(tx, runDueJob, connector.id);
  if (isEnabled) await scheduleNext(tx, connector);
}

/** Enables or pauses. A paused connector answers no message and runs by no schedule. */
export const setConnectorStatus = (
  ctx: Ctx,
  id: string,
  status: "enabled" | "paused",
): Promise<Result<ConnectorView, ConnectorRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<ConnectorView, ConnectorRefusal>> => {
    const connector = await store.findConnector(tx, id, "lock");
    if (connector === undefined) return refuse("connector_not_found");
    if (!(await store.setConnectorStatus(tx, id, status))) return refuse("connector_status_same");
    await setTimer(tx, connector, status === "enabled");
    await auditAct(tx, ctx, {
      action: "connector.manage",
      subjectKind: "connector",
      subjectId: id,
      details: { step: status },
    });
    return viewIn(tx, id);
  });
