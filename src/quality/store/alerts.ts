import { sql } from "kysely";
import { json, type Tx } from "../../platform/database/database.js";
import type { AlertKind, AlertStatus } from "../domain/alert.js";
import { qualityTables, type QualityTables } from "../tables.js";

export type Alert = QualityTables["quality.alert"];
export type NewAlert = Pick<
  Alert,
  | "id"
  | "family"
  | "kind"
  | "subject_key"
  | "institution_id"
  | "details"
  | "chart"
  | "value_before"
  | "due_on"
> & { readonly case_ids: readonly string[] };

/** Weeks after its end in which the same thing is not raised again: the action needs time to show. */
const quietWeeks = 12;

/** Raises it with its first step. False: the same one is being worked on, or was settled lately. */
export async function addAlert(tx: Tx, alert: NewAlert): Promise<boolean> {
  const db = qualityTables(tx);
  const settled = await db
    .selectFrom("quality.alert")
    .select("id")
    .where("kind", "=", alert.kind)
    .where("subject_key", "=", alert.subject_key)
    .where("status", "in", ["closed", "dismissed"])
    .where("changed_at", ">", sql<string>`${tx.now}::timestamptz - make_interval(weeks => ${quietWeeks})`)
    .limit(1)
    .execute();
  if (settled.length > 0) return false;
  const rows = await db
    .insertInto("quality.alert")
    .values({
      ...alert,
      details: json(alert.details),
      chart: json(alert.chart),
      case_ids: [...alert.case_ids],
      status: "open",
      owner_person_id: null,
      owner_name: null,
      cause: "",
      action: "",
      effect: "",
      value_after: null,
      version: 1,
      raised_at: tx.now,
      changed_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .execute();
  if (rows.length === 0) return false;
  await addAlertStep(tx, alert.id, { to: "open", personId: null, label: "系统", note: "" });
  return true;
}

export async function addAlertStep(
  tx: Tx,
  alertId: string,
  step: {
    readonly to: string;
    readonly personId: string | null;
    readonly label: string;
    readonly note: string;
  },
): Promise<void> {
  await qualityTables(tx)
    .insertInto("quality.alert_step")
    .values({
      alert_id: alertId,
      sequence: sql<number>`(select coalesce(max(s.sequence), 0) + 1 from quality.alert_step s where s.alert_id = ${alertId})`,
      at: tx.now,
      to_status: step.to,
      actor_person_id: step.personId,
      actor_label: step.label,
      note: step.note,
    })
    .execute();
}

export const findAlert = (tx: Tx, id: string, lock?: "lock"): Promise<Alert | undefined> => {
  const query = qualityTables(tx).selectFrom("quality.alert").selectAll().where("id", "=", id);
  return (lock === undefined ? query : query.forUpdate()).executeTakeFirst();
};

export const listAlertSteps = (tx: Tx, alertId: string) =>
  qualityTables(tx)
    .selectFrom("quality.alert_step")
    .select(["sequence", "at", "to_status", "actor_label", "note"])
    .where("alert_id", "=", alertId)
    .orderBy("sequence")
    .execute();

/** Live ones first, the earliest deadline first; settled ones after, newest first. */
export const listAlerts = (
  tx: Tx,
  wanted: {
    readonly isLive: boolean | undefined;
    readonly kind: AlertKind | undefined;
    readonly limit: number;
  },
): Promise<Alert[]> => {
  let query = qualityTables(tx).selectFrom("quality.alert").selectAll();
  if (wanted.isLive !== undefined)
    query = query.where("status", wanted.isLive ? "not in" : "in", ["closed", "dismissed"]);
  if (wanted.kind !== undefined) query = query.where("kind", "=", wanted.kind);
  return query
    .orderBy((e) => e("status", "in", ["closed", "dismissed"]))
    .orderBy("due_on")
    .orderBy("raised_at", "desc")
    .orderBy("id")
    .limit(wanted.limit)
    .execute();
};

/** Saves a step on the version the person saw. False: somebody was there first. */
export async function changeAlert(
  tx: Tx,
  alert: Pick<Alert, "id" | "status" | "version">,
  change: {
    readonly status: AlertStatus;
    readonly owner_person_id?: string;
    readonly owner_name?: string;
    readonly cause?: string;
    readonly action?: string;
    readonly effect?: string;
    readonly value_after?: number | null;
  },
): Promise<boolean> {
  const rows = await qualityTables(tx)
    .updateTable("quality.alert")
    .set({ ...change, version: alert.version + 1, changed_at: tx.now })
    .where("id", "=", alert.id)
    .where("status", "=", alert.status)
    .where("version", "=", alert.version)
    .returning("id")
    .execute();
  return rows.length === 1;
}
