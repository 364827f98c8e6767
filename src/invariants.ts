import { sql } from "kysely";
import { verifyAudit } from "./platform/audit.js";
import { type Database, systemContext, tablesOf } from "./platform/database/database.js";

/** A rule the data must obey at every moment; the query returns the rows that break it, best none. */
interface Invariant {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** Selects one column `id` naming each offender. */
  readonly offenders: ReturnType<typeof sql<{ id: string }>>;
}

/**
 * Every invariant that spans rows or tables, in one place. The database's constraints keep most of them by
 * construction; this says them again in full, for after restores, faults and upgrades.
 */
const invariants: readonly Invariant[] = [
  {
    id: "one-acceptance",
    zh: "每例会诊至多一个已接诊的派单",
    en: "A case has at most one accepted offer",
    offenders: sql`select case_id as id from dispatch.offer where status = 'accepted' group by case_id having count(*) > 1`,
  },
  {
    id: "accepted-in-time",
    zh: "接诊时间早于派单截止时间",
    en: "An acceptance lies before the offer's deadline",
    offenders: sql`select id from dispatch.offer where status = 'accepted' and not (responded_at < expires_at)`,
  },
  {
    id: "accepted-case-has-offer",
    zh: "已接诊的会诊有且只有一个已接诊派单，且受邀专家有访问权",
    en: "An accepted case has its accepted offer, and its expert has access",
    offenders: sql`select r.id from cases.consult_request r where r.status in ('accepted', 'in_session', 'opinion_signed')
      and not exists (select 1 from dispatch.offer o join cases.access a
        on a.case_id = o.case_id and a.person_id = o.person_id and a.basis = 'assignment' and a.ended_at is null
        where o.case_id = r.id and o.status = 'accepted')`,
  },
  {
    id: "no-lost-case",
    zh: "派单中的会诊总有人负责：有效派单、待执行任务或调度员",
    en: "A case that looks for an expert has an open offer, pending work, or the dispatcher",
    offenders: sql`select r.id from cases.consult_request r where r.status = 'dispatching'
      and r.next_actor is distinct from 'dispatcher'
      and not exists (select 1 from dispatch.offer o where o.case_id = r.id and o.status in ('sent', 'seen'))`,
  },
  {
    id: "no-stuck-case",
    zh: "已提交或已分诊的会诊有待处理的事件",
    en: "A submitted or triaged case has an event or a job that will move it on",
    offenders: sql`select r.id from cases.consult_request r where r.status in ('submitted', 'triaged')
      and not exists (select 1 from platform.outbox e where e.subject_id = r.id and e.relayed_at is null)
      and not exists (select 1 from platform.job j where j.subject_id = r.id and j.status in ('waiting', 'dead'))`,
  },
  {
    id: "assistant-only-raises",
    zh: "智能助手只在规则判断之上调高级别",
    en: "The assistant's judgments are more severe than the rules' before them",
    offenders: sql`select a.id from triage.assessment a where a.made_by = 'assistant' and not exists (
      select 1 from triage.assessment b where b.case_id = a.case_id and b.made_by = 'machine'
        and b.sequence = (select max(c.sequence) from triage.assessment c
          where c.case_id = a.case_id and c.sequence < a.sequence)
        and array_position(array['I', 'II', 'III', 'IV'], a.level) < array_position(array['I', 'II', 'III', 'IV'], b.level))`,
  },
  {
    id: "staff-link-of-its-hospital",
    zh: "工号对应的岗位属于该连接的医院",
    en: "A staff link's post belongs to the connector's hospital",
    offenders: sql`select l.staff_key as id from interop.staff_link l
      join experts.practitioner_role r on r.id = l.practitioner_role_id where r.organization_id <> l.institution_id`,
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
  {
    id: "open-offer-has-timer",
    zh: "每个待答派单都有到期任务",
    en: "Every open offer has a timer that will end it",
    offenders: sql`select o.id from dispatch.offer o where o.status in ('sent', 'seen') and not exists (
      select 1 from platform.job j where j.kind = 'dispatch.expire-offer' and j.subject_id = o.id and j.status = 'waiting')`,
  },
  {
    id: "offer-under-agreement",
    zh: "跨机构派单都有协作协议",
    en: "An offer to another institution rests on an agreement",
    offenders: sql`select o.id from dispatch.offer o join cases.consult_request r on r.id = o.case_id
      where o.agreement_id is null and o.institution_id <> r.institution_id`,
  },
  {
    id: "consent-before-dispatch",
    zh: "发出前均有患者知情同意",
    en: "No case left its hospital without the patient's consent",
    offenders: sql`select r.id from cases.consult_request r where r.status not in ('draft', 'cancelled')
      and not exists (select 1 from cases.consent c where c.case_id = r.id and c.purpose = 'consult')`,
  },
  {
    id: "timeline-gapless",
    zh: "时间线序号连续",
    en: "Timelines have no gaps",
    offenders: sql`select case_id as id from cases.timeline_entry group by case_id having max(sequence) <> count(*)`,
  },
  {
    id: "signed-opinion-stands",
    zh: "已签发的会诊有签名版本，且版本连续",
    en: "A signed case has its signed opinion, versions without gaps",
    offenders: sql`select r.id from cases.consult_request r where r.status in ('opinion_signed', 'closed')
      and not exists (select 1 from consultation.opinion o join consultation.opinion_version v on v.opinion_id = o.id
        where o.case_id = r.id group by o.id, o.signed_version
        having max(v.version) = count(*) and max(v.version) = o.signed_version)`,
  },
  {
    id: "signed-bytes-unchanged",
    zh: "签名内容与摘要一致",
    en: "The stored bytes of each signed opinion match their digest",
    offenders: sql`select opinion_id as id from consultation.opinion_version
      where encode(sha256(content), 'hex') <> sha256`,
  },
  {
    id: "closed-case-is-filed",
    zh: "结案的会诊有处置，双方各存一份，访问权已收回",
    en: "A closed case has its disposition and both sides' copies, and access has ended",
    offenders: sql`select r.id from cases.consult_request r where r.status = 'closed' and (
      not exists (select 1 from consultation.disposition d where d.case_id = r.id)
      or (select count(*) from consultation.archive a where a.case_id = r.id) <> 2
      or exists (select 1 from cases.access x where x.case_id = r.id and x.ended_at is null))`,
  },
  {
    id: "active-means-appointed",
    zh: "接受会诊的岗位都在聘期内，每个岗位都有成员记录",
    en: "A post that takes offers is appointed for a term, and every post has its membership",
    offenders: sql`select r.id from experts.practitioner_role r left join experts.membership m on m.practitioner_role_id = r.id
      where m.id is null or (r.status = 'active' and m.status <> 'appointed')`,
  },
  {
    id: "membership-history-whole",
    zh: "成员状态与其经过一致",
    en: "A membership stands where its last step led, and its steps have no gaps",
    offenders: sql`select m.id from experts.membership m where m.status is distinct from (
        select s.to_status from experts.membership_step s where s.membership_id = m.id order by s.sequence desc limit 1)
      or (select max(s.sequence) <> count(*) from experts.membership_step s where s.membership_id = m.id)`,
  },
  {
    id: "suspended-takes-no-offers",
    zh: "因未核对而停派的专家没有接受会诊的岗位",
    en: "An expert suspended for an unconfirmed record has no post that takes offers",
    offenders: sql`select t.id from experts.campaign_task t where t.status = 'suspended' and exists (
      select 1 from experts.practitioner_role r where r.practitioner_id = t.practitioner_id and r.status = 'active')`,
  },
  {
    id: "nights-are-looked-after",
    zh: "每晚的聘期与核对检查已排定",
    en: "The nightly look at terms and due dates is scheduled",
    offenders: sql`select 'experts.nightly' as id where not exists (
      select 1 from platform.job where kind = 'experts.nightly' and status = 'waiting')`,
  },
  {
    id: "three-administrators-apart",
    zh: "系统、安全、审计管理员互不兼任",
    en: "System, security and audit administration are different people",
    offenders: sql`select person_id as id from identity.role_assignment
      where role in ('system_admin', 'security_admin', 'audit_admin') group by person_id having count(*) > 1`,
  },
  {
    id: "outbox-moves",
    zh: "事件在一分钟内送出",
    en: "No event has waited longer than a minute for its relay",
    offenders: sql`select id from platform.outbox where relayed_at is null and created_at < platform.now() - interval '1 minute'`,
  },
  {
    id: "no-dead-job",
    zh: "没有放弃的后台任务",
    en: "No background job was given up",
    offenders: sql`select id from platform.job where status = 'dead'`,
  },
  {
    id: "row-level-security",
    zh: "所有业务表强制行级安全且有策略",
    en: "Row-level security is forced, with a policy, on every table",
    offenders: sql`select n.nspname || '.' || c.relname as id from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public')
      and c.oid <> 'platform.migration'::regclass
      and not (c.relrowsecurity and c.relforcerowsecurity
        and exists (select 1 from pg_policy p where p.polrelid = c.oid))`,
  },
  {
    id: "conflict-is-real",
    zh: "每项待裁定的冲突双方仍然有效，且说法不同",
    en: "Both sides of an open conflict are in force and say different things",
    offenders: sql`select x.id from experts.claim_conflict x
      join experts.claim a on a.id = x.standing_claim_id join experts.claim b on b.id = x.challenger_claim_id
      where x.status = 'open' and (a.superseded_by is not null or b.superseded_by is not null
        or a.state not in ('asserted', 'verified') or b.state not in ('asserted', 'verified')
        or (a.value is not distinct from b.value and a.quantity is not distinct from b.quantity))`,
  },
  {
    id: "merged-record-is-empty",
    zh: "被并入的专家档案不再有岗位和主张",
    en: "A record that was merged has no posts and no claims of its own",
    offenders: sql`select p.id from experts.practitioner p where p.merged_into is not null and (
      exists (select 1 from experts.practitioner_role r where r.practitioner_id = p.id)
      or exists (select 1 from experts.claim c where c.practitioner_id = p.id))`,
  },
];

export interface InvariantReport {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly offenders: readonly string[];
}

const anyTables = tablesOf<unknown>();

/** Checks every invariant, and the audit chains, in one transaction. Offenders are ids; best none anywhere. */
export function checkInvariants(database: Database): Promise<InvariantReport[]> {
  return database.withTx(systemContext, async (tx) => {
    const reports: InvariantReport[] = [];
    for (const { id, zh, en, offenders } of invariants) {
      const { rows } = await offenders.execute(anyTables(tx));
      reports.push({ id, zh, en, offenders: rows.map((row) => row.id) });
    }
    const { faults } = await verifyAudit(tx);
    reports.push({
      id: "audit-chains-whole",
      zh: "审计链完整",
      en: "Every audit chain is whole",
      offenders: faults.map((fault) => `${fault.institutionId}#${fault.sequence} ${fault.problem}`),
    });
    return reports;
  });
}
