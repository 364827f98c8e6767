import { sql } from "kysely";
import { verifyLedger } from "./incentives/index.js";
import { type Invariant, outsideInvariants } from "./outside-invariants.js";
import { verifyAudit } from "./platform/audit.js";
import { type Database, systemContext, tablesOf } from "./platform/database/database.js";

/**
 * Every invariant that spans rows or tables, in one place. The database's constraints keep most of them by
 * construction; this says them again in full, for after restores, faults and upgrades.
 */
const invariants: readonly Invariant[] = [
  ...outsideInvariants,
  {
    id: "one-acceptance",
    zh: "每个席位至多一个已接诊的派单",
    en: "A seat of a case has at most one accepted offer",
    offenders: sql`select case_id as id from dispatch.offer where status = 'accepted' group by case_id, seat having count(*) > 1`,
  },
  {
    id: "accepted-in-time",
    zh: "接诊时间早于派单截止时间",
    en: "An acceptance lies before the offer's deadline",
    offenders: sql`select id from dispatch.offer where status = 'accepted' and not (responded_at < expires_at)`,
  },
  {
    id: "ended-offer-is-learned",
    zh: "每个已结束的派单都有一条应答记录，未结束的没有",
    en: "Every offer that has ended has its line for the response model, and no open one has",
    offenders: sql`select o.id from dispatch.offer o left join dispatch.response_outcome r on r.offer_id = o.id
      where (o.status in ('accepted', 'declined', 'expired', 'withdrawn')) <> (r.offer_id is not null)`,
  },
  {
    id: "accepted-case-has-offer",
    zh: "已接诊的会诊有已接诊派单，且受邀专家或接手的专家有访问权",
    en: "An accepted case has its accepted offer, and its expert or who took it over has access",
    offenders: sql`select r.id from cases.consult_request r where r.status in ('accepted', 'in_session', 'opinion_signed')
      and not exists (select 1 from dispatch.offer o where o.case_id = r.id and o.status = 'accepted' and exists (
        with recursive holder as (
          select o.person_id
          union
          select a.person_id from cases.access a join holder h on a.taken_over_from = h.person_id
            where a.case_id = r.id and a.basis = 'assignment')
        select 1 from holder h join cases.access a on a.person_id = h.person_id
          where a.case_id = r.id and a.basis = 'assignment' and a.ended_at is null))`,
  },
  {
    id: "one-place-at-a-time",
    zh: "同一人的有效预约（暂留、已预约、会诊中）互不重叠",
    en: "No two live appointments of one person overlap",
    offenders: sql`select a.id from scheduling.appointment a join scheduling.appointment b on a.id < b.id
      and a.person_ids && b.person_ids and a.starts_at < b.ends_at and b.starts_at < a.ends_at
      where a.status in ('held', 'booked', 'in_session') and b.status in ('held', 'booked', 'in_session')`,
  },
  {
    id: "participants-follow-appointment",
    zh: "预约的参加人与其占用时间一致",
    en: "Everyone in an appointment has its time taken exactly while it is live",
    offenders: sql`select a.id from scheduling.appointment a where
      a.person_ids is distinct from (select coalesce(array_agg(p.person_id order by array_position(a.person_ids, p.person_id)), '{}')
        from scheduling.appointment_participant p where p.appointment_id = a.id)
      or exists (select 1 from scheduling.appointment_participant p where p.appointment_id = a.id and (
        p.is_live <> (a.status in ('held', 'booked', 'in_session'))
        or p.occupied <> scheduling.occupied(p.person_id, a.starts_at, a.ends_at)))`,
  },
  {
    id: "no-stuck-hold",
    zh: "每个暂留都有到期任务",
    en: "Every hold has the timer that ends it",
    offenders: sql`select a.id from scheduling.appointment a where a.status = 'held' and not exists (
      select 1 from platform.job j where j.kind = 'scheduling.expire-hold' and j.subject_id = a.id and j.status = 'waiting')`,
  },
  {
    id: "no-bytes-left-behind",
    zh: "已结束的影像上传不留下分段",
    en: "An intake of images that has ended holds no parts of its upload",
    offenders: sql`select i.id from imaging.intake i where i.status in ('done', 'failed', 'abandoned') and exists (
      select 1 from imaging.intake_file f join imaging.intake_part p on p.file_id = f.id where f.intake_id = i.id)`,
  },
  {
    id: "images-are-the-patients",
    zh: "展示的影像与患者一致，或有人写明理由",
    en: "Images that are shown are the patient's, or somebody has said why",
    offenders: sql`select id from imaging.study where status = 'shown' and identity = 'different' and decided_by is null`,
  },
  {
    id: "marks-lie-on-their-images",
    zh: "标注在所属序列的图像上，帧号存在",
    en: "Every mark lies on an image of its series, on a frame that there is",
    offenders: sql`select m.id from imaging.mark m join imaging.instance i on i.id = m.instance_id
      where i.series_id <> m.series_id or i.case_id <> m.case_id or m.frame > i.frames`,
  },
  {
    id: "stay-in-open-room",
    zh: "在场的人都在开启的会诊室中，且未被移出",
    en: "Whoever is in a room is in an open one, and was not removed from it",
    offenders: sql`select s.id from room.stay s join room.room r on r.id = s.room_id
      join room.participant p on p.id = s.participant_id
      where s.left_at is null and (r.status <> 'open' or p.status = 'removed')`,
  },
  {
    id: "closed-room-has-no-pass",
    zh: "已关闭的会诊室没有可用的凭证和患者链接",
    en: "A closed room has no pass and no guest link that still works",
    offenders: sql`select r.id from room.room r where r.status = 'closed' and (
      exists (select 1 from room.join_token t where t.room_id = r.id)
      or exists (select 1 from room.guest_link g where g.room_id = r.id and g.revoked_at is null))`,
  },
  {
    id: "no-lost-case",
    zh: "派单中的会诊总有人负责：有效派单、待执行任务或调度员",
    en: "A case that looks for an expert has an open offer, pending work, or the dispatcher",
    offenders: sql`select r.id from cases.consult_request r where r.status = 'dispatching'
      and r.next_actor is distinct from 'dispatcher'
      and exists (select 1 from dispatch.search s where s.case_id = r.id and s.status <> 'assigned'
        and not exists (select 1 from dispatch.offer o
          where o.case_id = r.id and o.seat = s.seat and o.status in ('sent', 'seen'))
        and not (s.status = 'running' and s.look_at is not null and exists (select 1 from platform.job j
          where j.kind in ('dispatch.plan', 'dispatch.plan-panel') and j.subject_id = r.id and j.status in ('waiting', 'dead'))))`,
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
    id: "closed-panel-had-quorum",
    zh: "多学科会诊结案时，过半数成员已对最新版表态",
    en: "A closed panel had more than half of its members' stands on the newest version",
    offenders: sql`select r.id from cases.consult_request r join consultation.panel p on p.case_id = r.id
      join consultation.opinion o on o.case_id = r.id where r.status = 'closed'
      and 1 + (select count(*) from consultation.panel_stand s where s.opinion_id = o.id and s.version = o.signed_version)
        < (select count(*) / 2 + 1 from consultation.panel_member m where m.case_id = r.id)`,
  },
  {
    id: "lead-writes-joint-opinion",
    zh: "联合意见由首席书写，首席与会签人都是专家组成员",
    en: "The joint opinion is written by the lead; lead and co-signers are members of the panel",
    offenders: sql`select p.case_id as id from consultation.panel p join consultation.opinion o on o.case_id = p.case_id
      where o.author_person_id <> p.lead_person_id
      or not exists (select 1 from consultation.panel_member m where m.case_id = p.case_id and m.person_id = p.lead_person_id)
      or exists (select 1 from consultation.panel_stand s where s.opinion_id = o.id and not exists (
        select 1 from consultation.panel_member m where m.case_id = p.case_id and m.person_id = s.person_id))`,
  },
  {
    id: "opinion-delivered-once",
    zh: "已结束的送达都有结果，排队的都有下次时间",
    en: "A delivery that has ended says how, and one that waits has its time",
    offenders: sql`select id from interop.delivery where (status in ('acknowledged', 'failed')) <> (ended_at is not null)
      or (status in ('acknowledged', 'failed') and outcome is null) or (status = 'queued' and next_at is null)`,
  },
  {
    id: "closed-case-is-filed",
    zh: "结案的会诊有处置，双方各存一份，访问权已收回",
    en: "A closed case has its disposition and both sides' copies, and access has ended",
    offenders: sql`select r.id from cases.consult_request r where r.status = 'closed' and (
      not exists (select 1 from consultation.disposition d where d.case_id = r.id)
      or (select count(*) from consultation.archive a where a.case_id = r.id and a.side = 'requester') <> 1
      or (select count(*) from consultation.archive a where a.case_id = r.id and a.side = 'performer') <> greatest(1,
        (select count(distinct m.institution_id) from consultation.panel_member m where m.case_id = r.id))
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
    id: "quality-nights",
    zh: "每晚的随访、警示与评议检查已排定",
    en: "The nightly look at follow-ups, alerts and reviews is scheduled",
    offenders: sql`select 'quality.nightly' as id where not exists (
      select 1 from platform.job where kind = 'quality.nightly' and status in ('waiting', 'dead'))`,
  },
  {
    id: "fact-follows-case",
    zh: "质量事实与病例一致，或有任务将其更新",
    en: "A case's fact tells where the case stands, or a job will write it anew",
    offenders: sql`select f.case_id as id from quality.case_fact f join cases.consult_request r on r.id = f.case_id
      where (f.status <> r.status or f.closed_at is distinct from r.closed_at) and not exists (select 1 from platform.job j
        where j.kind = 'quality.fact' and j.subject_id = r.id and j.status in ('waiting', 'dead'))`,
  },
  {
    id: "alert-where-its-steps-led",
    zh: "质量警示的状态与其经过一致",
    en: "A quality alert stands where its last step led, and its steps have no gaps",
    offenders: sql`select a.id from quality.alert a where a.status is distinct from (
        select s.to_status from quality.alert_step s where s.alert_id = a.id order by s.sequence desc limit 1)
      or (select max(s.sequence) <> count(*) from quality.alert_step s where s.alert_id = a.id)`,
  },
  {
    id: "result-of-closed-case",
    zh: "评价与随访只属于已结案的会诊",
    en: "Evaluations, ratings and follow-ups belong to closed cases",
    offenders: sql`select x.case_id as id from (select case_id from quality.evaluation union select case_id from quality.patient_rating
      union select case_id from quality.follow_up) x join cases.consult_request r on r.id = x.case_id where r.status <> 'closed'`,
  },
  {
    id: "three-administrators-apart",
    zh: "系统、安全、审计管理员互不兼任",
    en: "System, security and audit administration are different people",
    offenders: sql`select person_id as id from identity.role_assignment
      where role in ('system_admin', 'security_admin', 'audit_admin') group by person_id having count(*) > 1`,
  },
  {
    id: "janus-room-has-its-place",
    zh: "每个用 Janus 的进行中会诊室都记有所在服务器",
    en: "Every open room at Janus is placed on one of its servers",
    offenders: sql`select r.id from room.room r where r.status = 'open' and r.provider = 'janus'
      and not exists (select 1 from room.placement p where p.room_id = r.id)`,
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
    id: "closed-case-is-settled-once",
    zh: "每条收费明细的会诊已结案，且有签名记录和邀请方处置",
    en: "Every fee line's consultation is closed, with its signed record and the inviter's disposition",
    offenders: sql`select l.id from incentives.fee_line l join cases.consult_request r on r.id = l.case_id
      where r.status <> 'closed'
        or not exists (select 1 from consultation.disposition d where d.case_id = l.case_id)
        or not exists (select 1 from consultation.opinion_version v
          where v.opinion_id = l.opinion_id and v.version = l.opinion_version and v.sha256 = l.opinion_sha256)`,
  },
  {
    id: "disputed-month-has-dispute",
    zh: "有异议的结算月恰有未处理的异议",
    en: "A month of settlement is disputed exactly while it has an open dispute",
    offenders: sql`select b.id from incentives.settlement_batch b where (b.status = 'disputed') <>
      exists (select 1 from incentives.dispute d where d.batch_id = b.id and d.status = 'open')`,
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
    const ledger = await verifyLedger(tx);
    reports.push({
      id: "ledger-chains-whole",
      zh: "账本链完整，每笔凭证借贷平衡",
      en: "Every book's chain is whole, and every posting balances",
      offenders: ledger.faults.map((fault) => `${fault.institutionId}#${fault.sequence} ${fault.problem}`),
    });
    return reports;
  });
}
