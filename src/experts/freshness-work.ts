import { z } from "zod";
import { groupBy } from "../kernel/collections.js";
import { civilDate } from "../kernel/time.js";
import { lastSeenPeople, listPeopleWithRole } from "../identity/index.js";
import { type NoticeKind, notify } from "../notifications/index.js";
import { listOrganizations } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import { gathered, inPortions, type Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { askWhoIsDue } from "./actions/freshness/campaigns.js";
import { raiseFinding } from "./actions/freshness/findings.js";
import { expireClaim } from "./claims.js";
import { ruleOf } from "./domain/claims/kinds.js";
import { campaignEveryDays, dueSteps } from "./domain/freshness/campaign.js";
import { doesBounce, findingRule } from "./domain/freshness/findings.js";
import { daysBetween } from "./domain/membership.js";
import { pauseMembershipOf, platformItself } from "./membership-moves.js";
import { eventIdOf } from "./nightly.js";
import { bumpPool, lockPool } from "./pool.js";
import { changeTask, closeFinished, lastPoolCampaign, liveTasks, type LiveTask } from "./store/campaigns.js";
import { findRoles } from "./store/find-roles.js";
import {
  addSignals,
  countDeclines,
  departmentAnswers,
  findFinding,
  silentExperts,
} from "./store/findings.js";
import { isDue, listAgeing, refreshFreshness } from "./store/freshness.js";
import { findProfile } from "./store/profile.js";

const tell = (tx: Tx, personId: string | null, kind: NoticeKind, count: number, eventId: string) =>
  personId === null
    ? Promise.resolve()
    : notify(tx, { personId, kind, caseId: null, subjectId: null, details: { count }, eventId });

/** Day 0: everybody who is asked is told. */
async function tellAsked(tx: Tx, job: Job): Promise<void> {
  for (const task of await liveTasks(tx, { campaignId: job.subjectId }))
    await tell(tx, task.personId, "verification_due", task.dueFacts, eventIdOf("asked", task.id));
}

/** Facts nobody confirmed in time expire, unless being overdue is only to be shown. */
async function lapse(tx: Tx, task: LiveTask, today: string): Promise<number> {
  const due = (await listAgeing(tx, [task.practitionerId])).filter(
    (claim) => claim.state !== "expired" && isDue(claim, today) && ruleOf(claim.kind).overdue !== "warn",
  );
  for (const claim of due) await expireClaim(tx, claim.id, { reason: "逾期未核对" });
  return due.length;
}

/** No offers to any of his posts until he confirms. */
async function suspend(tx: Tx, task: LiveTask): Promise<void> {
  for (const role of (await findProfile(tx, task.practitionerId))?.roles ?? [])
    await pauseMembershipOf(tx, role.id, { reasonCode: "unverified", details: { taskId: task.id } });
}

/** Reminders, escalation, lapse and suspension of every task that waits; each once, however the nights fall. */
async function lookAfterTasks(tx: Tx, job: Job): Promise<void> {
  const today = civilDate(tx.now);
  const escalated: LiveTask[] = [];
  for (const task of await liveTasks(tx)) {
    let { status } = task;
    const days = daysBetween(civilDate(task.askedAt), today);
    for (const step of dueSteps(task.rule, task, days)) {
      const eventId = eventIdOf(step, task.id, String(task.reminders));
      if (step === "remind") {
        const reminders = task.rule.remindDays.filter((day) => days >= day).length;
        await changeTask(tx, task.id, status, { reminders });
        await tell(tx, task.personId, "verification_reminder", task.dueFacts, eventId);
      } else if (step === "escalate") {
        await changeTask(tx, task.id, status, { isEscalated: true });
        escalated.push(task);
      } else if (step === "lapse") {
        const expired = await lapse(tx, task, today);
        await changeTask(tx, task.id, status, { status: "lapsed" });
        status = "lapsed";
        await tell(tx, task.personId, "verification_lapsed", expired, eventId);
      } else {
        await suspend(tx, task);
        await changeTask(tx, task.id, status, { status: "suspended" });
        status = "suspended";
        await tell(tx, task.personId, "verification_suspended", task.dueFacts, eventId);
      }
    }
  }
  const names = new Map<string, string>((await listOrganizations(tx)).map((one) => [one.id, one.name]));
  const office = await listPeopleWithRole(tx, "medical_affairs");
  for (const [organizationId, tasks] of groupBy(escalated, (task) => task.organizationId))
    for (const { personId } of office.filter(({ institutionId }) => institutionId === organizationId))
      await notify(tx, {
        personId,
        kind: "verification_escalated",
        caseId: null,
        subjectId: null,
        details: { institutionName: names.get(organizationId) ?? "", count: tasks.length },
        eventId: eventIdOf(job.id, "escalated", organizationId),
      });
  await closeFinished(tx);
}

/** Half a year after the last campaign of the whole pool the next one begins by itself. */
async function beginCampaign(tx: Tx): Promise<void> {
  const last = await lastPoolCampaign(tx);
  const today = civilDate(tx.now);
  if (last !== undefined && daysBetween(civilDate(last), today) < campaignEveryDays) return;
  await askWhoIsDue(tx, {
    organizationId: null,
    origin: "schedule",
    byPersonId: null,
    byLabel: platformItself.label,
  });
}

/** What only shows over time: departments that hand on more than they take, experts nobody hears of. */
async function lookForFindings(tx: Tx): Promise<void> {
  const { bounces, inactiveDays } = findingRule;
  for (const one of await departmentAnswers(tx, bounces.windowDays))
    if (doesBounce(one.offers, one.taken))
      await raiseFinding(tx, {
        kind: "department_bounces",
        practitionerId: null,
        organizationId: one.organizationId,
        departmentName: one.departmentName,
        details: { offers: one.offers, taken: one.taken, days: bounces.windowDays },
      });
  for (const one of await silentExperts(tx, inactiveDays, await lastSeenPeople(tx)))
    await raiseFinding(tx, {
      kind: "long_inactive",
      practitionerId: one.practitionerId,
      practitionerRoleId: one.practitionerRoleId,
      organizationId: one.organizationId,
      details: { lastOn: civilDate(one.lastAt as typeof tx.now), days: inactiveDays },
    });
}

/** The freshness part of the registry's night. */
export async function lookAfterFreshness(tx: Tx, job: Job): Promise<void> {
  await lockPool(tx);
  await lookAfterTasks(tx, job);
  await beginCampaign(tx);
  await lookForFindings(tx);
  if ((await refreshFreshness(tx)) > 0) await bumpPool(tx);
}

const OfferEnd = z.object({
  practitionerRoleId: z.uuid(),
  outcome: z.enum(["accepted", "declined", "expired"]),
  reasonCode: z.string().nullable(),
  specialtyCode: z.string().nullable(),
});

/** How an offer ended, heard from dispatch; three times "不是我的专业方向" for one specialty is a finding, having left at once. */
async function hearOfferEnds(tx: Tx, jobs: readonly Job[]): Promise<void> {
  const ends = jobs.map((job) => ({ ...OfferEnd.parse(job.payload), eventId: String(job.payload.eventId) }));
  await addSignals(
    tx,
    ends.map(({ outcome, reasonCode, ...end }) => ({ ...end, kind: outcome, code: reasonCode })),
  );
  for (const end of ends) if (end.outcome === "declined") await lookIntoDecline(tx, end);
}

async function lookIntoDecline(
  tx: Tx,
  { practitionerRoleId, reasonCode, specialtyCode }: z.output<typeof OfferEnd>,
): Promise<void> {
  const [role] = await findRoles(tx, [practitionerRoleId]);
  if (role === undefined) return;
  const about = {
    practitionerId: role.practitionerId,
    practitionerRoleId,
    organizationId: role.institutionId,
    departmentName: role.departmentName,
  };
  if (reasonCode === "left_post")
    await raiseFinding(tx, { ...about, kind: "reported_gone", details: { by: "himself" } });
  if (reasonCode !== "not_my_field") return;
  const { declines, windowDays } = findingRule.notMyField;
  const count = await countDeclines(tx, practitionerRoleId, reasonCode, specialtyCode ?? "", windowDays);
  if (count >= declines)
    await raiseFinding(tx, {
      ...about,
      kind: "not_my_field",
      specialtyCode: specialtyCode ?? "",
      details: { count, days: windowDays },
    });
}

async function tellOfFinding(tx: Tx, job: Job): Promise<void> {
  const finding = await findFinding(tx, job.subjectId);
  if (finding?.status !== "open") return;
  const names = new Map<string, string>((await listOrganizations(tx)).map((one) => [one.id, one.name]));
  const office = (await listPeopleWithRole(tx, "medical_affairs")).filter(
    ({ institutionId }) => institutionId === finding.organization_id,
  );
  for (const { personId } of office)
    await notify(tx, {
      personId,
      kind: "finding_opened",
      caseId: null,
      subjectId: finding.id,
      details: { institutionName: names.get(finding.organization_id) ?? "", kind: finding.kind },
      eventId: String(job.payload.eventId),
    });
}

export const freshnessWork: ModuleWork = {
  subscribers: {
    "experts.campaign-started": tellAsked,
    "experts.finding-opened": tellOfFinding,
    "dispatch.offer-ended": gathered(inPortions(hearOfferEnds)),
  },
};
