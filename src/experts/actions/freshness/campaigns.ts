import { auditAct, type Ctx, inTx } from "../../../identity/index.js";
import { ok, refuse, type Result } from "../../../kernel/result.js";
import { findOrganization, listOrganizations } from "../../../organizations/index.js";
import { type Tx, violates } from "../../../platform/database/database.js";
import { announce } from "../../../platform/live.js";
import { publish } from "../../../platform/outbox.js";
import { specialtyTree } from "../../../terminology/index.js";
import type { CampaignView, PoolHealth, TaskQuery } from "../../api/freshness.js";
import { taskStatuses, type TaskStatus } from "../../domain/freshness/campaign.js";
import { type FreshnessBand, freshnessBands } from "../../domain/freshness/score.js";
import * as store from "../../store/campaigns.js";
import { readHealth } from "../../store/health.js";
import { countMemberships } from "../../store/membership.js";

export type CampaignRefusal =
  | "organization_not_found"
  | "campaign_of_own_hospital"
  | "campaign_runs_already"
  | "nobody_is_due";

/** Asks everybody who is due. The experts are told by the event `experts.campaign-started`. */
export async function askWhoIsDue(
  tx: Tx,
  scope: {
    readonly organizationId: string | null;
    readonly origin: "person" | "schedule";
    readonly byPersonId: string | null;
    readonly byLabel: string;
  },
): Promise<{ campaignId: string; asked: number } | undefined> {
  const people = await store.findDue(tx, scope.organizationId);
  if (people.length === 0) return undefined;
  const campaignId = await store.openCampaign(tx, { ...scope, people });
  await publish(tx, { topic: "experts.campaign-started", subjectId: campaignId });
  await announce(tx, {
    topic: "experts",
    id: campaignId,
    audience: {
      institutions: [...new Set(people.map((one) => one.organizationId))].slice(0, 100),
      platform: true,
    },
  });
  return { campaignId, asked: people.length };
}

/** 发起核对: the operator for the pool or one hospital, 医务部 for its own. */
export async function startCampaign(
  ctx: Ctx,
  organizationId: string | null,
): Promise<Result<{ campaignId: string; asked: number }, CampaignRefusal>> {
  if (!ctx.actor.isPlatform && organizationId !== ctx.actor.institutionId)
    return refuse("campaign_of_own_hospital");
  try {
    return await inTx(ctx, async (tx) => {
      if (organizationId !== null && (await findOrganization(tx, organizationId))?.kind !== "hospital")
        return refuse("organization_not_found");
      const started = await askWhoIsDue(tx, {
        organizationId,
        origin: "person",
        byPersonId: ctx.actor.personId,
        byLabel: ctx.actor.name,
      });
      if (started === undefined) return refuse("nobody_is_due");
      await auditAct(tx, ctx, {
        action: "campaign.start",
        subjectKind: "campaign",
        subjectId: started.campaignId,
        details: { organizationId, asked: started.asked },
      });
      return ok(started);
    });
  } catch (error) {
    if (violates(error, "campaign_once")) return refuse("campaign_runs_already");
    throw error;
  }
}

const scopeOf = (ctx: Ctx, wanted: string | undefined): string | undefined =>
  ctx.actor.isPlatform ? wanted : ctx.actor.institutionId;

const views: Readonly<Record<TaskQuery["view"], readonly TaskStatus[]>> = {
  waiting: ["open", "lapsed", "suspended"],
  open: ["open"],
  lapsed: ["lapsed"],
  suspended: ["suspended"],
  confirmed: ["confirmed"],
};

/** Who was asked and how far it has come, those asked longest ago first. */
export async function listTasks(ctx: Ctx, query: TaskQuery) {
  return inTx(ctx, async (tx) => {
    const names = new Map<string, string>((await listOrganizations(tx)).map((one) => [one.id, one.name]));
    const { items, total } = await store.listTasks(tx, {
      statuses: views[query.view],
      organizationId: scopeOf(ctx, query.institutionId),
      limit: query.limit,
      offset: query.offset,
    });
    return ok({
      total,
      items: items.map((task) => ({
        taskId: task.id,
        practitionerId: task.practitioner_id,
        name: task.name,
        institutionName: names.get(task.organization_id) ?? "",
        hasAccount: task.person_id !== null,
        status: task.status,
        dueFacts: task.due_facts,
        reminders: task.reminders,
        isEscalated: task.escalated_at !== null,
        askedAt: task.asked_at,
        answeredAt: task.answered_at,
        freshness: task.freshness,
      })),
    });
  });
}

/** 专家库健康: figures of the pool, or of one hospital's part; a hospital sees its own. */
export async function viewHealth(ctx: Ctx, wanted: string | undefined): Promise<Result<PoolHealth, never>> {
  return inTx(ctx, async (tx) => {
    const organizationId = scopeOf(ctx, wanted);
    const names = new Map<string, string>((await listOrganizations(tx)).map((one) => [one.id, one.name]));
    const health = await readHealth(tx, organizationId);
    const specialties = specialtyTree().byCode;
    const bands = Object.fromEntries(freshnessBands.map((band) => [band, 0])) as Record<
      FreshnessBand,
      number
    >;
    for (const { band, experts } of health.bands) bands[band] = experts;
    return ok({
      states: Object.fromEntries(await countMemberships(tx, organizationId)),
      bands,
      freshness: health.freshness,
      facts: health.facts,
      endingIn90Days: health.endingIn90Days,
      openFindings: health.openFindings,
      campaigns: (await store.listCampaigns(tx, organizationId)).map((one): CampaignView => {
        const counts = Object.fromEntries(
          taskStatuses.map((status) => [status, one.counts[status]]),
        ) as CampaignView["counts"];
        return {
          campaignId: one.id,
          institutionName: one.organizationId === null ? null : (names.get(one.organizationId) ?? ""),
          status: one.status,
          origin: one.origin,
          startedBy: one.startedBy,
          startedAt: one.startedAt,
          counts,
        };
      }),
      institutions: health.institutions.map((line) => ({ ...line, name: names.get(line.key) ?? "" })),
      specialties: health.specialties.map((line) => ({
        ...line,
        name: specialties.get(line.key)?.label ?? line.key,
      })),
    });
  });
}
