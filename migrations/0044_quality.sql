create schema quality;
grant usage on schema quality to consilium_app;

-- What a signed version says; null when its bytes were tampered with and are no JSON any more: the consultation module tells of that,
-- and a count must not fail over it.
create function quality.said(content bytea) returns jsonb language plpgsql immutable as $$
begin
  return convert_from(content, 'UTF8')::jsonb -> 'opinion';
exception when others then
  return null;
end $$;

-- 服务时限: minutes from submission, by service, level and, where agreed, agreement; dated. The most particular row in force
-- when the case was submitted holds for it: agreement before service before the general one.
create table quality.service_level (
  id uuid primary key default gen_random_uuid(),
  -- Null: every agreement.
  agreement_id uuid references organizations.agreement (id),
  -- Null: every kind of consultation.
  service text check (service in ('written', 'video', 'mdt')),
  urgency_level text not null check (urgency_level in ('I', 'II', 'III', 'IV')),
  accept_minutes int not null check (accept_minutes between 1 and 43200),
  start_minutes int not null check (start_minutes between 1 and 43200),
  opinion_minutes int not null check (opinion_minutes between 1 and 43200),
  valid_from timestamptz not null,
  set_by uuid references identity.person (id),
  created_at timestamptz not null,
  check (accept_minutes <= opinion_minutes)
);
create unique index service_level_once on quality.service_level
  (coalesce(agreement_id, '00000000-0000-0000-0000-000000000000'), coalesce(service, ''), urgency_level, valid_from);
create trigger service_level_append_only before update or delete on quality.service_level
  for each row execute function platform.refuse_change();

-- What became of one case, in numbers and codes: one row a case, an MDT once. Derived: written anew from the tables
-- whenever an event tells that one of its steps happened, and all of it by command with the same result.
create table quality.case_fact (
  case_id uuid primary key references cases.consult_request (id),
  institution_id uuid not null references identity.tenant (id),
  requester_person_id uuid not null,
  -- Of the first seat, once somebody accepted.
  practitioner_role_id uuid,
  expert_person_id uuid,
  performer_institution_id uuid,
  agreement_id uuid,
  status text not null,
  service text not null check (service in ('written', 'video', 'mdt')),
  urgency_level text check (urgency_level in ('I', 'II', 'III', 'IV')),
  specialty_code text,
  -- ICD-10 category of the first diagnosis; empty: not coded.
  category text not null,
  is_rare boolean not null,
  submitted_at timestamptz not null,
  triaged_at timestamptz,
  offered_at timestamptz,
  accepted_at timestamptz,
  -- The expert first opened the case.
  read_at timestamptz,
  started_at timestamptz,
  opinion_at timestamptz,
  closed_at timestamptz,
  offers int not null,
  declined int not null,
  expired int not null,
  taken_back int not null,
  was_handed_over boolean not null,
  meetings int not null,
  no_shows int not null,
  missing_items int,
  has_consent boolean not null,
  is_opinion_complete boolean,
  opinion_characters int,
  copies_filed int not null,
  decision text check (decision in ('adopted', 'partly_adopted', 'not_adopted')),
  -- Minutes from submission that held for it.
  accept_within int,
  start_within int,
  opinion_within int
);
create index case_fact_by_time on quality.case_fact (submitted_at);
create index case_fact_of_institution on quality.case_fact (institution_id, submitted_at);
create index case_fact_of_performer on quality.case_fact (performer_institution_id, submitted_at);

-- Whatever changes a fact sets a job that writes it anew, in the same transaction and once a transaction, whichever module did
-- it: no way of moving a case can be forgotten. `app.bulk`: rows written in bulk by the seed; the night writes their facts.
create function quality.touch_case() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('app.bulk', true), '') = 'on' then return null; end if;
  insert into platform.job (kind, subject_id, dedupe_key, due_at, created_at)
  values ('quality.fact', (to_jsonb(new) ->> tg_argv[0])::uuid, pg_current_xact_id()::text, platform.now(), platform.now())
  on conflict (kind, subject_id, dedupe_key) where status = 'waiting' do nothing;
  perform pg_notify('consilium_work', '');
  return null;
end $$;
create trigger quality_hears_new after insert on cases.consult_request for each row
  when (new.number is not null) execute function quality.touch_case('id');
create trigger quality_hears after update of status, next_actor, urgency_level on cases.consult_request for each row
  when (new.number is not null and (old.status, old.next_actor, old.urgency_level)
    is distinct from (new.status, new.next_actor, new.urgency_level))
  execute function quality.touch_case('id');
create trigger quality_hears_new after insert on dispatch.offer for each row execute function quality.touch_case('case_id');
create trigger quality_hears after update of status on dispatch.offer for each row
  when (old.status is distinct from new.status) execute function quality.touch_case('case_id');
create trigger quality_hears after update of status on scheduling.appointment for each row
  when (old.status is distinct from new.status) execute function quality.touch_case('case_id');

-- 邀请方评价: what the advice was worth to the doctor who asked; given once, by himself, after the case was closed.
create table quality.evaluation (
  case_id uuid primary key references cases.consult_request (id),
  institution_id uuid not null references identity.tenant (id),
  performer_institution_id uuid,
  given_by uuid not null references identity.person (id),
  -- With the own diagnosis: 一致 same · 细化 refined · 改变 changed.
  agreement text not null check (agreement in ('same', 'refined', 'changed')),
  has_changed_management boolean not null,
  -- 避免转诊 avoided · 建议转诊 made · 本无转诊打算 none
  transfer text not null check (transfer in ('avoided', 'made', 'none')),
  usefulness int not null check (usefulness between 1 and 5),
  seconds int check (seconds between 0 and 86400),
  given_at timestamptz not null
);
create trigger evaluation_append_only before update or delete on quality.evaluation
  for each row execute function platform.refuse_change();

-- A patient's one-time link: only the hash of its secret is kept; the secret travels in the address's fragment.
create table quality.patient_link (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  institution_id uuid not null references identity.tenant (id),
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  status text not null check (status in ('open', 'used', 'replaced')),
  made_by uuid not null references identity.person (id),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  check (expires_at > made_at)
);
create unique index one_open_link on quality.patient_link (case_id) where status = 'open';
create table quality.patient_rating (
  case_id uuid primary key references cases.consult_request (id),
  institution_id uuid not null references identity.tenant (id),
  performer_institution_id uuid,
  link_id uuid not null unique references quality.patient_link (id),
  satisfaction int not null check (satisfaction between 1 and 5),
  clarity int not null check (clarity between 1 and 5),
  comment text not null default '' check (length(comment) <= 500),
  -- Keyed hash of the address it came from; never the address.
  address_hash text not null,
  rated_at timestamptz not null
);
create trigger patient_rating_append_only before update or delete on quality.patient_rating
  for each row execute function platform.refuse_change();

-- 随访: what became of the patient, asked of the inviting doctor on the days of the disease's plan.
create table quality.follow_up (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  institution_id uuid not null references identity.tenant (id),
  performer_institution_id uuid,
  plan text not null,
  day int not null check (day between 1 and 730),
  due_on date not null,
  status text not null check (status in ('waiting', 'asked', 'escalated', 'done', 'unreachable')),
  reminders int not null default 0,
  -- 痊愈 好转 无变化 加重 死亡
  outcome text check (outcome in ('recovered', 'improved', 'unchanged', 'worse', 'died')),
  -- Where the patient is: 居家 本院 已转上级 再入院
  place text check (place in ('home', 'here', 'transferred', 'readmitted')),
  note text not null default '' check (length(note) <= 500),
  filled_by uuid references identity.person (id),
  filled_at timestamptz,
  unique (case_id, day),
  check ((status = 'done') = (outcome is not null and place is not null)),
  check ((status in ('done', 'unreachable')) = (filled_at is not null))
);
create index follow_up_due on quality.follow_up (due_on) where status in ('waiting', 'asked', 'escalated');

insert into platform.state_transition (machine, from_state, to_state) values
  ('follow_up', 'waiting', 'asked'), ('follow_up', 'asked', 'escalated'),
  ('follow_up', 'waiting', 'done'), ('follow_up', 'asked', 'done'), ('follow_up', 'escalated', 'done'),
  ('follow_up', 'waiting', 'unreachable'), ('follow_up', 'asked', 'unreachable'), ('follow_up', 'escalated', 'unreachable'),
  ('patient_link', 'open', 'used'), ('patient_link', 'open', 'replaced');
create trigger follow_up_transition before update of status on quality.follow_up
  for each row execute function platform.enforce_transition('follow_up');
create trigger patient_link_transition before update of status on quality.patient_link
  for each row execute function platform.enforce_transition('patient_link');

do $$
declare t text;
begin
  foreach t in array array['service_level', 'case_fact', 'evaluation', 'patient_link', 'patient_rating', 'follow_up'] loop
    execute format('alter table quality.%I enable row level security', t);
    execute format('alter table quality.%I force row level security', t);
  end loop;
  -- Both sides see what came of a consultation between them, in numbers; the case itself stays where it is.
  foreach t in array array['case_fact', 'evaluation', 'patient_rating', 'follow_up'] loop
    execute format('create policy both_sides on quality.%I for select using (platform.is_platform()
      or institution_id = platform.current_institution() or performer_institution_id = platform.current_institution())', t);
  end loop;
end $$;
create policy directory on quality.service_level for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy manage on quality.service_level for all using (platform.is_platform());
create policy system_only on quality.case_fact for all using (platform.is_system());
create policy inviter on quality.evaluation for insert
  with check (institution_id = platform.current_institution() or platform.is_system());
create policy inviter on quality.patient_link for all
  using (institution_id = platform.current_institution() or platform.is_system());
create policy system_only on quality.patient_rating for insert with check (platform.is_system());
create policy system_only on quality.follow_up for all using (platform.is_system());
create policy inviter on quality.follow_up for update using (institution_id = platform.current_institution());
grant select, insert on quality.service_level, quality.evaluation, quality.patient_rating to consilium_app;
grant select, insert, update on quality.case_fact, quality.patient_link, quality.follow_up to consilium_app;

-- The general limits: the clocks every case is triaged by (triage, clocks/1).
insert into quality.service_level (urgency_level, accept_minutes, start_minutes, opinion_minutes, valid_from, created_at) values
  ('I', 2, 10, 40, '2000-01-01', now()), ('II', 5, 30, 120, '2000-01-01', now()),
  ('III', 30, 720, 720, '2000-01-01', now()), ('IV', 1440, 2880, 4320, '2000-01-01', now());

-- What results tell the profile: satisfaction of inviter and patient, outcome, a colleague's blinded judgment. 0 to 1.
alter table profile.service_fact drop constraint service_fact_kind_check;
alter table profile.service_fact add constraint service_fact_kind_check
  check (kind in ('offer', 'consult', 'evaluation', 'patient_rating', 'follow_up', 'peer_review'));
alter table profile.service_fact add column value double precision check (value between 0 and 1);
alter table profile.service_fact add constraint result_has_value
  check ((kind in ('evaluation', 'patient_rating', 'follow_up', 'peer_review')) = (value is not null));

-- Cases that were sent before facts were kept are written by the first night.
select set_config('app.scope', 'system', true);
insert into platform.job (kind, subject_id, due_at, created_at)
  values ('quality.nightly', '00000000-0000-4000-8000-000000000044', now(), now());
select set_config('app.scope', '', true);
