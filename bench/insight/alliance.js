// An invented national alliance: 400 county hospitals, 40 that are asked, the operator; experts, and consultations over 36 months
// up to now, put straight into the tables of the platform (constraints checked by nobody, triggers silent: the rows are made to
// fit). The same in every run but for the day it ends on.

/** A number from 0 to 1 that depends on `n` and `salt` alone. */
const draw = (n, salt) => `((hashint8extended((${n})::bigint, ${salt}) & 1048575) / 1048576.0)`;
const pick = (list, n, salt) =>
  `(array[${list.map((one) => `'${one}'`).join(",")}])[1 + floor(${draw(n, salt)} * ${list.length})::int]`;
const uuid = (kind, n) =>
  `(lpad(to_hex(${kind}), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const tenant = (n) => uuid(1, n);
const specialties = [
  "03.01",
  "03.02",
  "03.03",
  "03.04",
  "03.05",
  "03.06",
  "04.01",
  "04.02",
  "04.03",
  "05.01",
  "05.02",
  "07",
  "08",
  "12",
  "13",
  "14",
  "19",
  "20",
];
const regions = [
  "110100",
  "130100",
  "150100",
  "210100",
  "230100",
  "320100",
  "330100",
  "340100",
  "350100",
  "360100",
  "370100",
  "410100",
  "420100",
  "430100",
  "440100",
  "450100",
  "500100",
  "510100",
  "520100",
  "530100",
  "540100",
  "610100",
  "620100",
  "630100",
  "640100",
  "650100",
  "653100",
];
const diseases = [
  "I21.9",
  "I50.9",
  "I63.9",
  "J18.9",
  "J44.9",
  "C34.9",
  "E11.9",
  "K25.9",
  "R91",
  "S06.9",
  "N18.9",
  "A41.9",
  "",
  "G40.9",
  "O14.1",
];

export const operatorId = "00000001-0000-4000-8000-000000000000";
export const largestPerformerId = "00000001-0000-4000-8000-000000000191";

export async function fill(client, cases, experts, said) {
  const run = async (name, text) => {
    const began = performance.now();
    await client.query(text);
    said(name, (performance.now() - began) / 1000);
  };
  await client.query("set session_replication_role = replica; set synchronous_commit = off");
  await run(
    "people and hospitals",
    `
    insert into identity.tenant (id, name, kind, time_zone, created_at)
      select ${tenant("n")}, '医院 ' || n, case when n = 0 then 'operator' else 'hospital' end, 'Asia/Shanghai', now() from generate_series(0, 440) n;
    insert into organizations.organization (id, name, short_name, region_code)
      select ${tenant("n")}, '医院 ' || n, '医院 ' || n, ${pick(regions, "n", 1)} from generate_series(1, 440) n;
    insert into organizations.agreement (id, name, valid_from, valid_to, status, created_at)
      select ${uuid(9, "n * 40 + k")}, '协议', '2020-01-01', '2099-01-01', 'in_force', now() from generate_series(1, 400) n, generate_series(0, 7) k;
    insert into organizations.agreement_party (agreement_id, organization_id, side)
      select ${uuid(9, "n * 40 + k")}, ${tenant("n")}, 'requester' from generate_series(1, 400) n, generate_series(0, 7) k
      union all select ${uuid(9, "n * 40 + k")}, ${tenant("401 + (n + k * 5) % 40")}, 'performer' from generate_series(1, 400) n, generate_series(0, 7) k;
    insert into identity.person (id, institution_id, name, created_at)
      select ${uuid(2, "n")}, ${tenant("n % 441")}, '人 ' || n, now() from generate_series(0, 440) n;
    insert into experts.practitioner (id, name, updated_at, created_at)
      select ${uuid(3, "n")}, '专家' || n, now(), now() from generate_series(1, ${experts}) n;
    insert into experts.practitioner_role (id, practitioner_id, organization_id, department_name, person_key, updated_at)
      select ${uuid(4, "n")}, ${uuid(3, "n")}, ${tenant("1 + n % 440")}, '科室', 'k' || n, now() from generate_series(1, ${experts}) n;
    insert into experts.role_specialty (practitioner_role_id, specialty_code, relation)
      select ${uuid(4, "n")}, ${pick(specialties, "n", 2)}, 'exact' from generate_series(1, ${experts}) n;
    insert into experts.claim (id, practitioner_id, kind, code, subject_key, label, quantity, source, as_of, created_at)
      select ${uuid(5, "n * 4 + k")}, ${uuid(3, "n")}, 'disease_cases', nullif(${pick(diseases, "n * 4 + k", 3)}, ''), 'd' || k, '病种',
        floor(200 * ${draw("n * 4 + k", 4)}), 'self_reported', '2026-01-01', now() from generate_series(1, ${experts}) n, generate_series(0, 2) k;`,
  );
  // One row a case with all that is drawn about it; hospitals are asked unevenly.
  await run(
    "what happens",
    `
    create unlogged table public.drawn as select n,
      1 + floor(400 * ${draw("n", 10)})::int as inviter, 401 + floor(40 * power(${draw("n", 11)}, 2))::int as invited,
      now() - ${draw("n", 12)} * interval '36 months' as at, ${pick(["I", "II", "III", "III", "IV", "IV", "IV", "IV"], "n", 13)} as level,
      ${pick(specialties, "n", 14)} as specialty, ${pick(["written", "written", "video"], "n", 15)} as mode,
      nullif(${pick(diseases, "n", 16)}, '') as code, ${draw("n", 17)} as fate, ${draw("n", 18)} as r1, ${draw("n", 19)} as r2,
      exp(1 + 6 * ${draw("n", 20)}) as wait, exp(4 + 4 * ${draw("n", 21)}) as work, 1 + floor(${experts} * ${draw("n", 22)})::int as expert
      from generate_series(1, ${cases}) n;
    create unlogged table public.case_of as select d.*,
      case when fate < 0.03 then 'cancelled' when fate < 0.05 then 'returned' when fate < 0.055 or at > now() - interval '6 hours' then 'dispatching'
        when fate < 0.06 then 'accepted' when fate < 0.07 then 'opinion_signed' else 'closed' end as status,
      at + wait * interval '1 minute' as accepted, at + (wait + work) * interval '1 minute' as signed from public.drawn d;
    drop table public.drawn;`,
  );
  await run(
    "requests",
    `
    insert into cases.consult_request (id, number, institution_id, requester_person_id, requester_name, institution_name, status, mode,
        patient_name, question, summary, wanted_specialty_code, urgency_level, next_actor, submitted_at, closed_at, created_at, updated_at)
      select ${uuid(6, "n")}, 'B-' || n, ${tenant("inviter")}, ${uuid(2, "inviter")}, '医生', '医院 ' || inviter, status, mode, '甲', '是否需要手术？',
        '病情摘要', specialty, level, case when status = 'dispatching' then 'expert' end, at, case when status = 'closed' then signed + r1 * interval '1 day' end, at, at
      from public.case_of;
    insert into cases.suspected_diagnosis (case_id, position, code, name) select ${uuid(6, "n")}, 0, code, '诊断' from public.case_of;
    insert into cases.consent (id, case_id, purpose, text_version, given_by, signer_name, form, given_at, recorded_by)
      select ${uuid(10, "n")}, ${uuid(6, "n")}, 'consult', '1', 'patient', '甲', 'paper', at, ${uuid(2, "inviter")} from public.case_of where r1 < 0.98;
    insert into triage.assessment (id, case_id, level, made_by, model_version, inputs, reasons, missing, problems, vitals_from_text, scores, clocks, made_at)
      select ${uuid(11, "n")}, ${uuid(6, "n")}, level, 'machine', 'b', '{}', '[]', case when r2 < 0.6 then '[]'::jsonb else '["ct"]' end, '[]', '[]', '{}', '{}', at
      from public.case_of;
    insert into cases.timeline_entry (case_id, sequence, at, kind, actor_label)
      select ${uuid(6, "n")}, 1, at, 'cases.submitted', '医生' from public.case_of
      union all select ${uuid(6, "n")}, 2, at + interval '1 minute', 'dispatch.handed-over', '系统' from public.case_of where r2 > 0.93
      union all select ${uuid(6, "n")}, 3, accepted + work * interval '20 seconds', 'consultation.writing-begun', '专家' from public.case_of
        where status in ('opinion_signed', 'closed');`,
  );
  await run(
    "offers",
    `
    insert into dispatch.offer (id, case_id, ring, attempt, practitioner_role_id, person_id, institution_id, expert_name, status, sent_at, expires_at,
        responded_at, decline_code)
      select ${uuid(7, "n * 2")}, ${uuid(6, "n")}, 'best', 1, ${uuid(4, "expert")}, ${uuid(2, "invited")}, ${tenant("invited")}, '专家', 'declined',
        at, at + interval '1 day', at + interval '2 minutes', ${pick(["no_time_now", "not_my_field", "conflict"], "n", 23)} from public.case_of where r1 > 0.8
      union all select ${uuid(7, "n * 2 + 1")}, ${uuid(6, "n")}, 'best', 2, ${uuid(4, "expert")}, ${uuid(2, "invited")}, ${tenant("invited")}, '专家',
        case when status in ('dispatching', 'cancelled', 'returned') then 'sent' else 'accepted' end, at + interval '2 minutes', accepted + interval '1 day',
        case when status in ('dispatching', 'cancelled', 'returned') then null else accepted end, null from public.case_of where status <> 'cancelled';`,
  );
  await run(
    "opinions",
    `
    insert into consultation.opinion (id, case_id, author_person_id, institution_id, author_name, institution_name, signed_version, created_at)
      select ${uuid(8, "n")}, ${uuid(6, "n")}, ${uuid(2, "invited")}, ${tenant("invited")}, '专家', '医院', 1, accepted from public.case_of
      where status in ('opinion_signed', 'closed');
    insert into consultation.opinion_version (opinion_id, version, content, sha256, signer_person_id, signer_name, signed_at, provider, algorithm, public_key, signature)
      select ${uuid(8, "n")}, 1, convert_to('{"opinion":{"answer":"否","conclusion":"稳定","advice":"复查"}}', 'UTF8'), repeat('0', 64), ${uuid(2, "invited")},
        '专家', signed, 'b', 'Ed25519', '', '' from public.case_of where status in ('opinion_signed', 'closed');
    insert into consultation.disposition (case_id, decision, reason, decided_by, decided_at)
      select ${uuid(6, "n")}, case when r2 < 0.7 then 'adopted' when r2 < 0.9 then 'partly_adopted' else 'not_adopted' end, '已处理', ${uuid(2, "inviter")}, signed
      from public.case_of where status = 'closed';
    insert into consultation.archive (id, case_id, institution_id, side, number, person_id, record, record_sha256, retain_until_on, archived_at)
      select ${uuid(12, "n * 2 + k")}, ${uuid(6, "n")}, case k when 0 then ${tenant("inviter")} else ${tenant("invited")} end,
        case k when 0 then 'requester' else 'performer' end, 'A' || n, ${uuid(2, "inviter")}, '{}', repeat('0', 64), '2060-01-01', signed
      from public.case_of, generate_series(0, 1) k where status = 'closed';
    insert into quality.evaluation (case_id, institution_id, performer_institution_id, given_by, agreement, has_changed_management, transfer, usefulness, given_at)
      select ${uuid(6, "n")}, ${tenant("inviter")}, ${tenant("invited")}, ${uuid(2, "inviter")}, ${pick(["same", "refined", "changed"], "n", 30)}, r1 < 0.5,
        ${pick(["avoided", "made", "none"], "n", 31)}, 1 + floor(5 * sqrt(r2))::int, signed from public.case_of where status = 'closed' and r1 < 0.7;
    insert into quality.follow_up (id, case_id, institution_id, performer_institution_id, plan, day, due_on, status, outcome, place, filled_at)
      select ${uuid(13, "n * 2 + k")}, ${uuid(6, "n")}, ${tenant("inviter")}, ${tenant("invited")}, 'b', 30 * (1 + 2 * k), x.due,
        case when x.due >= current_date then 'waiting' when r2 < 0.8 then 'done' else 'unreachable' end,
        case when x.due < current_date and r2 < 0.8 then 'improved' end, case when x.due < current_date and r2 < 0.8 then 'home' end,
        case when x.due < current_date then x.due::timestamptz end
      from public.case_of, generate_series(0, 1) k, lateral (select (signed + interval '1 day' * 30 * (1 + 2 * k))::date as due) x where status = 'closed';
    insert into platform.audit_entry (institution_id, sequence, at, actor_kind, actor_id, actor_label, action, subject_kind, case_id, case_institution_id,
        outcome, previous_hash, hash)
      select ${tenant("invited")}, n, accepted, 'person', ${uuid(2, "invited")}, '专家', 'case.read', 'case', ${uuid(6, "n")}, ${tenant("inviter")}, 'read', '', ''
      from public.case_of where status in ('accepted', 'opinion_signed', 'closed') and r1 < 0.9;
    drop table public.case_of;`,
  );
  await client.query(`insert into platform.audit_chain select institution_id, max(sequence), repeat('0', 64) from platform.audit_entry group by 1
    on conflict do nothing`);
  await client.query("set session_replication_role = origin");
  await run("analyze", "analyze");
}
