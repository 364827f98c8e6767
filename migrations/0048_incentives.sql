-- Who may confirm credits: an approved 继续医学教育项目 or body, as the operator put on record with its document.
create table incentives.accredited_body (
  institution_id uuid primary key references identity.tenant (id),
  body_name text not null check (length(body_name) between 2 and 100),
  document_number text not null check (length(document_number) between 2 and 100),
  valid_from date not null,
  valid_to date not null,
  recorded_by uuid,
  recorded_at timestamptz not null,
  check (valid_to >= valid_from)
);

-- 学分: proposed by the platform with its evidence; only an accredited body confirms.
create table incentives.credit (
  id uuid primary key,
  person_id uuid not null references identity.person (id),
  person_name text not null,
  -- Of the person's account: whose book it is in.
  institution_id uuid not null references identity.tenant (id),
  case_id uuid not null references cases.consult_request (id),
  rule_set_id uuid not null references incentives.rule_set (id),
  year int not null check (year between 2000 and 9999),
  activity text not null check (activity in ('remote_consult')),
  class text check (class in ('I', 'II')),
  minutes int not null check (minutes > 0),
  -- Hundredths of a credit, before and after the year's cap.
  uncapped_cents int not null check (uncapped_cents >= 0),
  credit_cents int not null check (credit_cents between 0 and uncapped_cents),
  -- Case number, signed record's digest, disposition, minutes and where they come from.
  evidence jsonb not null,
  status text not null check (status in ('provisional', 'confirmed', 'revoked')),
  decided_by uuid,
  decided_at timestamptz,
  body_institution_id uuid references identity.tenant (id),
  certificate_number text check (length(certificate_number) between 2 and 64),
  reason text not null default '' check (length(reason) <= 500),
  created_at timestamptz not null,
  constraint credited_once unique (case_id, person_id),
  check ((status = 'provisional') = (decided_at is null)),
  check (status <> 'confirmed' or (certificate_number is not null and body_institution_id is not null))
);
create index credit_of_person on incentives.credit (person_id, year);
create index credit_waiting on incentives.credit (created_at) where status = 'provisional';
insert into platform.state_transition (machine, from_state, to_state) values
  ('credit', 'provisional', 'confirmed'), ('credit', 'provisional', 'revoked'), ('credit', 'confirmed', 'revoked');
create trigger credit_transition before update of status on incentives.credit
  for each row execute function platform.enforce_transition('credit');

-- 荣誉: a list of a period, computed by a published formula, open to objection before it stands.
create table incentives.honour_round (
  id uuid primary key,
  period text not null check (period ~ '^\d{4}(Q[1-4])?$'),
  list text not null check (list in ('specialty', 'county', 'young')),
  rule_set_id uuid not null references incentives.rule_set (id),
  status text not null check (status in ('objection', 'final', 'cancelled')),
  objection_until timestamptz not null,
  opened_by uuid,
  opened_at timestamptz not null,
  finalised_by uuid,
  finalised_at timestamptz,
  document_number text check (length(document_number) between 2 and 64),
  check ((status = 'final') = (finalised_at is not null and document_number is not null))
);
create unique index one_round on incentives.honour_round (period, list) where status <> 'cancelled';
create table incentives.honour_candidate (
  id uuid primary key,
  round_id uuid not null references incentives.honour_round (id),
  person_id uuid not null references identity.person (id),
  person_name text not null,
  institution_id uuid not null references identity.tenant (id),
  institution_name text not null,
  -- 诊疗科目 of the first level, or 'all' where the list is not parted.
  group_code text not null,
  place int not null check (place > 0),
  score double precision not null check (score between 0 and 100),
  figures jsonb not null,
  -- Upheld objections take somebody out.
  removed_reason text check (length(removed_reason) between 2 and 500),
  unique (round_id, person_id)
);
create table incentives.honour_objection (
  id uuid primary key,
  round_id uuid not null references incentives.honour_round (id),
  candidate_id uuid not null references incentives.honour_candidate (id),
  reason text not null check (length(reason) between 2 and 500),
  filed_by uuid not null references identity.person (id),
  filed_at timestamptz not null,
  status text not null check (status in ('open', 'upheld', 'rejected')),
  answer text check (length(answer) between 2 and 500),
  answered_by uuid,
  answered_at timestamptz,
  check ((status = 'open') = (answered_at is null and answer is null)),
  check (answered_by is null or answered_by <> filed_by)
);
create unique index objects_once on incentives.honour_objection (candidate_id, filed_by) where status = 'open';
insert into platform.state_transition (machine, from_state, to_state) values
  ('honour_round', 'objection', 'final'), ('honour_round', 'objection', 'cancelled');
create trigger honour_round_transition before update of status on incentives.honour_round
  for each row execute function platform.enforce_transition('honour_round');

-- 感谢: what the inviting doctor says to the expert; held for a person to look at when it seems to tell of a patient.
create table incentives.appreciation (
  id uuid primary key,
  case_id uuid not null unique references cases.consult_request (id),
  from_person_id uuid not null references identity.person (id),
  from_name text not null,
  from_institution_id uuid not null references identity.tenant (id),
  from_institution_name text not null,
  to_person_id uuid not null references identity.person (id),
  message text not null check (length(message) between 2 and 300),
  status text not null check (status in ('shown', 'held', 'rejected')),
  held_for text[] not null default '{}',
  decided_by uuid,
  decided_at timestamptz,
  created_at timestamptz not null,
  check (status <> 'rejected' or decided_at is not null),
  check (from_person_id <> to_person_id)
);
create index appreciation_of_expert on incentives.appreciation (to_person_id, created_at desc);
insert into platform.state_transition (machine, from_state, to_state) values
  ('appreciation', 'held', 'shown'), ('appreciation', 'held', 'rejected'), ('appreciation', 'shown', 'rejected');
create trigger appreciation_transition before update of status on incentives.appreciation
  for each row execute function platform.enforce_transition('appreciation');

do $$
declare t text;
begin
  foreach t in array array['accredited_body', 'credit', 'honour_round', 'honour_candidate', 'honour_objection', 'appreciation'] loop
    execute format('alter table incentives.%I enable row level security', t);
    execute format('alter table incentives.%I force row level security', t);
  end loop;
end $$;
create function incentives.is_accredited() returns boolean language sql stable as $$
  select exists (select 1 from incentives.accredited_body b where b.institution_id = platform.current_institution()
    and (platform.now() at time zone 'Asia/Shanghai')::date between b.valid_from and b.valid_to)
$$;
create policy directory on incentives.accredited_body for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy manage on incentives.accredited_body for all using (platform.is_platform());
create policy of_person on incentives.credit for select
  using (platform.is_platform() or person_id = platform.current_person() or institution_id = platform.current_institution()
    or incentives.is_accredited());
create policy system_writes on incentives.credit for all using (platform.is_system());
create policy everyone on incentives.honour_round for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy manage on incentives.honour_round for all using (platform.is_platform());
create policy everyone on incentives.honour_candidate for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy manage on incentives.honour_candidate for all using (platform.is_platform());
create policy own on incentives.honour_objection for select
  using (platform.is_platform() or filed_by = platform.current_person());
create policy file on incentives.honour_objection for insert with check (filed_by = platform.current_person());
create policy manage on incentives.honour_objection for all using (platform.is_platform());
create policy parties on incentives.appreciation for select
  using (platform.is_platform() or from_person_id = platform.current_person()
    or (to_person_id = platform.current_person() and status = 'shown'));
create policy write on incentives.appreciation for insert with check (from_person_id = platform.current_person());
create policy manage on incentives.appreciation for all using (platform.is_platform());
grant select, insert, update on incentives.accredited_body, incentives.credit, incentives.honour_round,
  incentives.honour_candidate, incentives.honour_objection, incentives.appreciation to consilium_app;
