import { auditAct, cellsOf, type Ctx, inTx, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import type { AlertStepForm, AlertSummary, AlertView } from "../api/alerts.js";
import { type AlertKind, type AlertRefusal, alertTransitions, takeStep } from "../domain/alert.js";
import { alertSentence, alertWords } from "../domain/alert-words.js";
import type { ChartData } from "../domain/charts.js";
import {
  type Alert,
  addAlertStep,
  changeAlert,
  findAlert,
  listAlerts,
  listAlertSteps,
} from "../store/alerts.js";
import { caseNumbers } from "../store/case-numbers.js";
import { measure } from "./detect-alerts.js";

const summary = (alert: Alert): AlertSummary => ({
  id: alert.id,
  family: alert.family,
  kind: alert.kind,
  zh: alertSentence(alert.kind, alert.details, "zh"),
  en: alertSentence(alert.kind, alert.details, "en"),
  subjectName: String(alert.details.subject ?? ""),
  status: alert.status,
  ownerName: alert.owner_name,
  raisedAt: alert.raised_at,
  dueOn: alert.due_on.slice(0, 10),
  changedAt: alert.changed_at,
});

/** Alerts in sight: a hospital's office sees its own, the platform's all. */
export const viewAlerts = (
  ctx: Ctx,
  wanted: { readonly live?: "yes" | "no" | undefined; readonly kind?: AlertKind | undefined },
): Promise<Result<{ items: AlertSummary[] }, never>> =>
  inTx(ctx, async (tx) =>
    ok({
      items: (
        await listAlerts(tx, {
          isLive: wanted.live === undefined ? undefined : wanted.live === "yes",
          kind: wanted.kind,
          limit: 200,
        })
      ).map(summary),
    }),
  );

const chartOf = (alert: Alert): ChartData | null =>
  "points" in alert.chart ? (alert.chart as ChartData) : null;

/** One alert with its chart, its steps and what may be done next. The measured figure is read in system scope: a number only. */
export async function viewAlert(ctx: Ctx, alertId: string): Promise<Result<AlertView, AlertRefusal>> {
  const read = await ctx.database.withTx(txContext(ctx.actor), async (tx) => {
    const alert = await findAlert(tx, alertId);
    if (!alert) return undefined;
    return {
      alert,
      steps: await listAlertSteps(tx, alertId),
      cases: await caseNumbers(tx, ctx.actor, alert.case_ids),
    };
  });
  if (!read) return refuse("alert_unknown");
  const { alert, steps, cases } = read;
  const isLive = alert.status !== "closed" && alert.status !== "dismissed";
  const now = isLive
    ? await ctx.database.withTx(systemContext, (tx) => measure(tx, alert.kind, alert.subject_key))
    : null;
  const mayWork = cellsOf("alert.work", ctx.actor.roles).size > 0;
  const isMine = alert.owner_person_id === null || alert.owner_person_id === ctx.actor.personId;
  return ok({
    ...summary(alert),
    begin: alertWords[alert.kind].begin,
    chart: chartOf(alert) as AlertView["chart"],
    cause: alert.cause,
    action: alert.action,
    effect: alert.effect,
    valueBefore: alert.value_before,
    valueAfter: alert.value_after,
    valueNow: now,
    version: alert.version,
    cases,
    steps: steps.map((step) => ({
      sequence: step.sequence,
      at: step.at,
      to: step.to_status as AlertSummary["status"],
      by: step.actor_label,
      note: step.note,
    })),
    may: {
      take: mayWork && alert.status === "open",
      go: mayWork && isMine ? alertTransitions[alert.status].filter((to) => to !== "taken") : [],
    },
  });
}

/** One step of the work: taken → cause → action → effect, or dismissed with the reason. The figure is measured at the end. */
export async function stepAlert(
  ctx: Ctx,
  alertId: string,
  form: AlertStepForm,
): Promise<Result<null, AlertRefusal>> {
  const before = await ctx.database.withTx(txContext(ctx.actor), (tx) => findAlert(tx, alertId));
  if (!before) return refuse("alert_unknown");
  const measured =
    form.to === "closed"
      ? await ctx.database.withTx(systemContext, (tx) => measure(tx, before.kind, before.subject_key))
      : null;
  return inTx(ctx, async (tx: Tx): Promise<Result<null, AlertRefusal>> => {
    const alert = await findAlert(tx, alertId, "lock");
    if (!alert) return refuse("alert_unknown");
    const note = form.to === "taken" ? "" : form.note;
    const step = takeStep(
      { status: alert.status, ownerPersonId: alert.owner_person_id },
      form.to === "taken" ? { to: "taken" } : { to: form.to, note },
      ctx.actor.personId,
    );
    if (!step.ok) return step;
    if (alert.version !== form.version) return refuse("alert_changed_elsewhere");
    const isSaved = await changeAlert(tx, alert, {
      status: form.to,
      ...(form.to === "taken" && { owner_person_id: ctx.actor.personId, owner_name: ctx.actor.name }),
      ...(form.to === "cause_found" && { cause: note }),
      ...(form.to === "acting" && { action: note }),
      ...(form.to === "closed" && { effect: note, value_after: measured }),
    });
    if (!isSaved) return refuse("alert_changed_elsewhere");
    await addAlertStep(tx, alert.id, {
      to: form.to,
      personId: ctx.actor.personId,
      label: ctx.actor.name,
      note,
    });
    await announce(tx, {
      topic: "quality",
      id: alert.id,
      audience: {
        platform: true,
        ...(alert.institution_id !== null && { institutions: [alert.institution_id] }),
      },
    });
    await auditAct(tx, ctx, {
      action: "alert.step",
      subjectKind: "alert",
      subjectId: alert.id,
      details: { kind: alert.kind, to: form.to },
    });
    return ok(null);
  });
}
