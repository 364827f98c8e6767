import { sql } from "kysely";

/** A rule the data must obey at every moment; the query returns the rows that break it, best none. */
export interface Invariant {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** Selects one column `id` naming each offender. */
  readonly offenders: ReturnType<typeof sql<{ id: string }>>;
}

/** Rules of what comes in from hospital systems and from calendars elsewhere. */
export const outsideInvariants: readonly Invariant[] = [
  {
    id: "staff-link-of-its-hospital",
    zh: "工号对应的岗位属于该连接的医院",
    en: "A staff link's post belongs to the connector's hospital",
    offenders: sql`select l.staff_key as id from interop.staff_link l
      join experts.practitioner_role r on r.id = l.practitioner_role_id where r.organization_id <> l.institution_id`,
  },
  {
    id: "unlinked-key-means-another",
    zh: "已解除的工号不再对应同一位专家",
    en: "A key that was taken from an expert does not mean him",
    offenders: sql`select u.id from interop.staff_unlink u
      join interop.staff_link l on l.connector_id = u.connector_id and l.staff_key = u.staff_key
      where u.status = 'unlinked' and l.practitioner_id = u.practitioner_id`,
  },
  {
    id: "outside-block-is-of-a-booking",
    zh: "日程中来自医院系统的占用都对应一条有效排班",
    en: "Every block from a hospital's system belongs to a booking that the system still has",
    offenders: sql`select b.id from scheduling.block b where b.source = 'his' and not exists (
      select 1 from interop.schedule_link l
      where l.status = 'busy' and b.source_key = l.connector_id || ' ' || l.booking_key)`,
  },
  {
    id: "feed-block-is-of-a-subscription",
    zh: "来自订阅日历的占用都属于现有的订阅",
    en: "Every block from a subscribed calendar belongs to a subscription that still stands",
    offenders: sql`select b.id from scheduling.block b where b.source = 'feed' and not exists (
      select 1 from scheduling.subscription s
      where s.person_id = b.person_id and starts_with(b.source_key, s.id || ' '))`,
  },
  {
    id: "enabled-connector-has-timer",
    zh: "已启用且设有周期的连接都有下次运行的任务",
    en: "Every enabled connector with a schedule has a timer for its next run",
    offenders: sql`select c.id from interop.connector c where c.status = 'enabled' and c.schedule_minutes is not null
      and not exists (select 1 from platform.job j where j.kind = 'interop.run-due' and j.subject_id = c.id
        and j.status = 'waiting')`,
  },
  {
    id: "answered-message-is-done",
    zh: "已回执的消息，其运行已结束",
    en: "The run of an answered message has ended",
    offenders: sql`select i.control_id as id from interop.inbox i join interop.run r on r.id = i.run_id
      where i.reply is not null and r.status not in ('done', 'failed')`,
  },
];
