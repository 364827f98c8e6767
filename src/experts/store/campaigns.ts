import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { civilDate } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import {
  type CampaignRule,
  campaignRule,
  personReviewDays,
  type TaskStatus,
} from "../domain/freshness/campaign.js";
import { expertsTables } from "../tables.js";
import { ageingKinds } from "./freshness.js";

export interface DuePerson {
  readonly practitionerId: string;
  readonly organizationId: string;
  readonly dueFacts: number;
}

/** Appointed experts with facts due today, or whom nobody has gone through for half a year, and who are not being asked. */
export async function findDue(tx: Tx, organizationId: string | null): Promise<DuePerson[]> {
  const today = civilDate(tx.now);
  const kinds = sql.join(ageingKinds.map((kind) => sql`${kind}`));
  const { rows } = await sql<{ practitioner_id: string; organization_id: string; due_facts: number }>`
    select p.id as practitioner_id, min(m.organization_id::text)::uuid as organization_id,
      (select count(*)::int from experts.claim c where c.practitioner_id = p.id and c.superseded_by is null
        and c.kind in (${kinds}) and (c.state = 'expired'
          or (c.state in ('asserted', 'verified') and c.next_due_on <= ${today}::date))) as due_facts
    from experts.practitioner p
    join experts.practitioner_role r on r.practitioner_id = p.id and r.merged_into is null
    join experts.membership m on m.practitioner_role_id = r.id and m.status = 'appointed'
      and (${organizationId}::uuid is null or m.organization_id = ${organizationId}::uuid)
    where not exists (select 1 from experts.campaign_task t
      where t.practitioner_id = p.id and t.status in ('open', 'lapsed', 'suspended'))
    group by p.id
    having coalesce(p.confirmed_on, (p.created_at at time zone 'Asia/Shanghai')::date) <= ${today}::date - ${personReviewDays}::int
      or exists (select 1 from experts.claim c where c.practitioner_id = p.id and c.superseded_by is null
        and c.kind in (${kinds}) and (c.state = 'expired'
          or (c.state in ('asserted', 'verified') and c.next_due_on <= ${today}::date)))
    order by p.id`.execute(expertsTables(tx));
  return rows.map((row) => ({
    practitionerId: row.practitioner_id,
    organizationId: row.organization_id,
    dueFacts: row.due_facts,
  }));
}

/** Opens a campaign with a task for each. Throws while one of the same scope runs (`campaign_once`). */
export async function openCampaign(
  tx: Tx,
  campaign: {
    readonly organizationId: string | null;
    readonly origin: "person" | "schedule";
    readonly byPersonId: string | null;
    readonly byLabel: string;
    readonly people: readonly DuePerson[];
  },
): Promise<string> {
  const db = expertsTables(tx);
  const id = randomUUID();
  await db
    .insertInto("experts.campaign")
    .values({
      id,
      organization_id: campaign.organizationId,
      status: "running",
      origin: campaign.origin,
      rule: json(campaignRule),
      started_by: campaign.byPersonId,
      started_by_label: campaign.byLabel,
      started_at: tx.now,
      closed_at: null,
    })
    .execute();
  for (let from = 0; from < campaign.people.length; from += 1000)
    await db
      .insertInto("experts.campaign_task")
      .values(
        campaign.people.slice(from, from + 1000).map((person) => ({
          id: randomUUID(),
          campaign_id: id,
          practitioner_id: person.practitionerId,
          organization_id: person.organizationId,
          status: "open" as const,
          due_facts: person.dueFacts,
          asked_at: tx.now,
          escalated_at: null,
          lapsed_at: null,
          suspended_at: null,
          answered_at: null,
          answered_by: null,
        })),
      )
      .execute();
  return id;
}

/** When the last campaign of the whole pool began; undefined: there was none. */
export async function lastPoolCampaign(tx: Tx): Promise<Instant | undefined> {
  const row = await expertsTables(tx)
    .selectFrom("experts.campaign")
    .select("started_at")
    .where("organization_id", "is", null)
    .orderBy("started_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.started_at as Instant | undefined;
}

export interface LiveTask {
  readonly id: string;
  readonly campaignId: string;
  readonly practitionerId: string;
  readonly personId: string | null;
  readonly organizationId: string;
  readonly status: TaskStatus;
  readonly dueFacts: number;
  readonly reminders: number;
  readonly isEscalated: boolean;
  readonly askedAt: Instant;
  readonly rule: CampaignRule;
}

/** Tasks that wait for an answer, longest first; of one campaign or expert when named. Locked. */
export async function liveTasks(
  tx: Tx,
  of: { readonly campaignId?: string; readonly practitionerId?: string } = {},
): Promise<LiveTask[]> {
  let query = expertsTables(tx)
    .selectFrom("experts.campaign_task as t")
    .innerJoin("experts.campaign as c", "c.id", "t.campaign_id")
    .innerJoin("experts.practitioner as p", "p.id", "t.practitioner_id")
    .select([
      "t.id",
      "t.campaign_id",
      "t.practitioner_id",
      "t.organization_id",
      "t.status",
      "t.due_facts",
      "t.reminders",
      "t.escalated_at",
      "t.asked_at",
      "c.rule",
      "p.person_id",
    ])
    .where("t.status", "in", ["open", "lapsed", "suspended"]);
  if (of.campaignId !== undefined) query = query.where("t.campaign_id", "=", of.campaignId);
  if (of.practitionerId !== undefined) query = query.where("t.practitioner_id", "=", of.practitionerId);
  const rows = await query.orderBy("t.asked_at").orderBy("t.id").forUpdate("t").execute();
  return rows.map((row) => ({
    id: row.id,
    campaignId: row.campaign_id,
    practitionerId: row.practitioner_id,
    personId: row.person_id,
    organizationId: row.organization_id,
    status: row.status,
    dueFacts: row.due_facts,
    reminders: row.reminders,
    isEscalated: row.escalated_at !== null,
    askedAt: row.asked_at as Instant,
    rule: row.rule,
  }));
}

/** Changes the task if it still stands at `from`. False: it was answered meanwhile. */
export async function changeTask(
  tx: Tx,
  id: string,
  from: TaskStatus,
  change: {
    readonly status?: TaskStatus;
    readonly reminders?: number;
    readonly isEscalated?: true;
    readonly answeredBy?: string;
    readonly answers?: Record<string, number>;
  },
): Promise<boolean> {
  const rows = await expertsTables(tx)
    .updateTable("experts.campaign_task")
    .set({
      status: change.status ?? from,
      ...(change.reminders !== undefined && { reminders: change.reminders }),
      ...(change.isEscalated && { escalated_at: tx.now }),
      ...(change.status === "lapsed" && { lapsed_at: tx.now }),
      ...(change.status === "suspended" && { suspended_at: tx.now }),
      ...(change.status === "confirmed" && {
        answered_at: tx.now,
        answered_by: change.answeredBy ?? null,
        answers: json(change.answers ?? {}),
      }),
    })
    .where("id", "=", id)
    .where("status", "=", from)
    .returning("id")
    .execute();
  return rows.length === 1;
}

/** Ends the tasks of experts who have left, and campaigns nobody is left to answer in time. */
export async function closeFinished(tx: Tx): Promise<void> {
  const db = expertsTables(tx);
  await sql`update experts.campaign_task t set status = 'closed' where t.status in ('open', 'lapsed', 'suspended')
    and not exists (select 1 from experts.practitioner_role r join experts.membership m on m.practitioner_role_id = r.id
      where r.practitioner_id = t.practitioner_id and m.status in ('appointed', 'paused'))`.execute(db);
  await sql`update experts.campaign c set status = 'closed', closed_at = platform.now() where c.status = 'running'
    and not exists (select 1 from experts.campaign_task t where t.campaign_id = c.id and t.status in ('open', 'lapsed'))`.execute(
    db,
  );
}

export interface CampaignProgress {
  readonly id: string;
  readonly organizationId: string | null;
  readonly status: "running" | "closed";
  readonly origin: "person" | "schedule";
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly counts: Readonly<Record<TaskStatus, number>>;
}

/** Campaigns, running ones and then the newest first, with how far the tasks in sight have come. */
export async function listCampaigns(tx: Tx, organizationId: string | undefined): Promise<CampaignProgress[]> {
  const scope = organizationId ?? null;
  const { rows } = await sql<{
    id: string;
    organization_id: string | null;
    status: "running" | "closed";
    origin: "person" | "schedule";
    started_by_label: string;
    started_at: Instant;
    open: number;
    lapsed: number;
    suspended: number;
    confirmed: number;
    closed: number;
  }>`select c.id, c.organization_id, c.status, c.origin, c.started_by_label, c.started_at,
      count(*) filter (where t.status = 'open')::int as open, count(*) filter (where t.status = 'lapsed')::int as lapsed,
      count(*) filter (where t.status = 'suspended')::int as suspended,
      count(*) filter (where t.status = 'confirmed')::int as confirmed,
      count(*) filter (where t.status = 'closed')::int as closed
    from experts.campaign c left join experts.campaign_task t on t.campaign_id = c.id
      and (${scope}::uuid is null or t.organization_id = ${scope}::uuid)
    where ${scope}::uuid is null or c.organization_id is null or c.organization_id = ${scope}::uuid
    group by c.id order by c.status desc, c.started_at desc, c.id limit 20`.execute(expertsTables(tx));
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    status: row.status,
    origin: row.origin,
    startedBy: row.started_by_label,
    startedAt: row.started_at,
    counts: {
      open: row.open,
      lapsed: row.lapsed,
      suspended: row.suspended,
      confirmed: row.confirmed,
      closed: row.closed,
    },
  }));
}

/** One line of a campaign: who was asked, and how far it has come. */
export async function listTasks(
  tx: Tx,
  wanted: {
    readonly statuses: readonly TaskStatus[];
    readonly organizationId: string | undefined;
    readonly limit: number;
    readonly offset: number;
  },
) {
  let query = expertsTables(tx)
    .selectFrom("experts.campaign_task as t")
    .innerJoin("experts.practitioner as p", "p.id", "t.practitioner_id");
  if (wanted.statuses.length > 0) query = query.where("t.status", "in", [...wanted.statuses]);
  if (wanted.organizationId !== undefined)
    query = query.where("t.organization_id", "=", wanted.organizationId);
  const items = await query
    .select([
      "t.id",
      "t.practitioner_id",
      "t.organization_id",
      "t.status",
      "t.due_facts",
      "t.reminders",
      "t.asked_at",
      "t.escalated_at",
      "t.answered_at",
      "p.name",
      "p.person_id",
      "p.freshness",
    ])
    .orderBy("t.asked_at")
    .orderBy("p.name")
    .orderBy("t.id")
    .limit(wanted.limit)
    .offset(wanted.offset)
    .execute();
  const total = await query.select((e) => e.fn.countAll<string>().as("count")).executeTakeFirstOrThrow();
  return { items, total: Number(total.count) };
}
