import { auditAct, type Ctx, inTx, listPeopleWithRole, listTenants } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import { addMinutes, civilDate, instant } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { notify } from "../../notifications/index.js";
import type { Tx } from "../../platform/database/database.js";
import { type Job, schedule } from "../../platform/jobs.js";
import type { WeeklyView } from "../api/weekly.js";
import { dayAfter } from "../domain/follow-up.js";
import {
  isSilent,
  lastWeek,
  type WeeklyLanguage,
  type WeeklyMessage,
  weeklyMessage,
  type WeeklyReport,
} from "../domain/weekly.js";
import { idOf } from "../ids.js";
import { readWeek, saveWeeklyChoice, weeklyChoices } from "../store/weekly.js";

/** Monday 08:00 in China after `now`. */
export function nextMonday(now: Instant): Instant {
  const thisWeek = instant(`${dayAfter(lastWeek(civilDate(now)), 7)}T08:00:00+08:00`);
  return thisWeek > now ? thisWeek : addMinutes(thisWeek, 7 * 24 * 60);
}

interface Reader {
  readonly personId: string;
  readonly institutionId: string;
}

/** Active people of the roles that may read the page, each once, with whether they want it sent. System scope. */
async function readers(tx: Tx): Promise<(Reader & { isWanted: boolean })[]> {
  const found = new Map<string, Reader & { isUsual: boolean }>();
  for (const role of ["medical_affairs", "operator", "quality"] as const)
    for (const one of await listPeopleWithRole(tx, role))
      if (!found.has(one.personId)) found.set(one.personId, { ...one, isUsual: role !== "quality" });
  const choices = await weeklyChoices(tx, [...found.keys()]);
  return [...found.values()].map(({ isUsual, ...one }) => ({
    ...one,
    isWanted: choices.get(one.personId) ?? isUsual,
  }));
}

const hospitalOf = async (tx: Tx, institutionId: string): Promise<string | null> =>
  (await listTenants(tx)).find(({ id }) => id === institutionId)?.kind === "operator" ? null : institutionId;

async function tell(tx: Tx, personId: string, report: WeeklyReport, eventId: string): Promise<void> {
  await notify(tx, {
    personId,
    kind: "weekly_report",
    caseId: null,
    subjectId: null,
    details: {
      from: report.from,
      until: report.until,
      message: { zh: weeklyMessage(report, "zh"), en: weeklyMessage(report, "en") },
    },
    eventId,
  });
}

/** Sets one job for each institution in which somebody wants the page, and the next Monday. System scope. */
export async function setWeekly(tx: Tx, job: Job): Promise<void> {
  const dueAt = nextMonday(tx.now);
  await schedule(tx, { kind: "quality.weekly", subjectId: job.subjectId, dueAt, dedupeKey: dueAt });
  const from = lastWeek(civilDate(tx.now));
  const wanted = new Set(
    (await readers(tx)).filter(({ isWanted }) => isWanted).map(({ institutionId }) => institutionId),
  );
  for (const subjectId of [...wanted].sort())
    await schedule(tx, {
      kind: "quality.weekly-of",
      subjectId,
      dueAt: tx.now,
      payload: { from },
      dedupeKey: from,
    });
}

/**
 * Tells everybody of one institution who wants it about the week that begins on `from`: each person once a week, however often it
 * is tried. A week without anything is not told. System scope. Returns how many are told.
 */
export async function sendWeek(tx: Tx, institutionId: string, from: string): Promise<number> {
  const own = (await readers(tx)).filter((one) => one.institutionId === institutionId && one.isWanted);
  if (own.length === 0) return 0;
  const report = await readWeek(tx, await hospitalOf(tx, institutionId), from);
  if (isSilent(report)) return 0;
  for (const { personId } of own) await tell(tx, personId, report, idOf("weekly", from, personId));
  return own.length;
}

/** Sends the page to the one who asked for it, also when he does not want it every week. System scope. */
export async function sendWeekNow(tx: Tx, job: Job): Promise<void> {
  const [reader] = (await readers(tx)).filter(({ personId }) => personId === job.subjectId);
  if (!reader) return;
  const report = await readWeek(tx, await hospitalOf(tx, reader.institutionId), lastWeek(civilDate(tx.now)));
  await tell(tx, reader.personId, report, idOf("weekly now", job.id));
}

/** The page as it would be sent today, in both languages, and whether this person gets it. */
export const viewWeekly = (ctx: Ctx): Promise<Result<WeeklyView, never>> =>
  inTx(ctx, async (tx) => {
    const { institutionId, isPlatform, personId, roles } = ctx.actor;
    const report = await readWeek(tx, isPlatform ? null : institutionId, lastWeek(civilDate(tx.now)));
    const chosen = (await weeklyChoices(tx, [personId])).get(personId);
    return ok({
      report: { ...report, figures: [...report.figures] },
      messages: { zh: weeklyMessage(report, "zh"), en: weeklyMessage(report, "en") },
      isWanted: chosen ?? roles.some((role) => role === "medical_affairs" || role === "operator"),
      nextAt: nextMonday(tx.now),
      isSilent: isSilent(report),
    });
  });

/** From now on the page is sent to this person every Monday, or no more. */
export const chooseWeekly = (ctx: Ctx, isWanted: boolean): Promise<Result<null, never>> =>
  inTx(ctx, async (tx) => {
    await saveWeeklyChoice(tx, ctx.actor.personId, isWanted);
    await auditAct(tx, ctx, {
      action: "weekly.choose",
      subjectKind: "person",
      subjectId: ctx.actor.personId,
      details: { isWanted },
    });
    return ok(null);
  });

/** The page goes out to this person now, by his own channels. */
export const askWeekly = (ctx: Ctx): Promise<Result<null, never>> =>
  inTx(ctx, async (tx) => {
    await schedule(tx, { kind: "quality.weekly-to", subjectId: ctx.actor.personId, dueAt: tx.now });
    return ok(null);
  });

/** The page of a hospital, or with null of all, as it would go out today. System scope. */
export async function previewWeek(
  tx: Tx,
  hospitalId: string | null,
  language: WeeklyLanguage,
): Promise<{ report: WeeklyReport; message: WeeklyMessage }> {
  const report = await readWeek(tx, hospitalId, lastWeek(civilDate(tx.now)));
  return { report, message: weeklyMessage(report, language) };
}
