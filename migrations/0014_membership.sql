-- 入库、聘期与退出: one membership a post (执业岗位), from the application to the exit and back again.
-- The owner may be bound by row-level security as well: what stands in the pool is read as the system.
select set_config('app.scope', 'system', true);

create table experts.membership (
  id uuid primary key,
  -- Null until the platform appoints: before that, nothing of an applicant is in the pool. Checked at commit, because a
  -- membership names the post it is about to open.
  practitioner_role_id uuid unique references experts.practitioner_role (id) deferrable initially deferred,
  -- Whom the application is about when he is in the pool already (transfer, second post).
  practitioner_id uuid references experts.practitioner (id),
  organization_id uuid not null references organizations.organization (id),
  status text not null check (status in ('invited', 'applied', 'hospital_approved', 'appointed', 'paused', 'inactive',
    'retired', 'transferred', 'revoked', 'refused', 'withdrawn')),
  -- list: came in with an imported list · recorded: written by the platform itself (hospital system, seed).
  origin text not null check (origin in ('application', 'invitation', 'transfer', 'list', 'recorded')),
  -- {"name", "departmentName", "titleText", "licenceNumber", "independentSinceOn", "skillsText", "specialtyCodes"}
  application jsonb not null default '{}',
  phone_cipher text,
  -- Of the application; here as well so that one licence has one open application a hospital.
  licence_number text check (licence_number ~ '^\d{15}$'),
  -- The hospital's consent: {"dailyCap", "weeklyCap", "dutyHours", "acceptsModes", "feeRule", "note"}; null: not given.
  sign_off jsonb,
  -- First and last day of the term, civil dates. Source: 医疗事故技术鉴定暂行办法, 专家库成员聘期 4 年.
  term_from date,
  term_to date,
  -- Days before the end of the running term that were reminded of: 60, then 30.
  reminded_days int,
  reason_code text,
  reason_note text not null default '',
  status_since timestamptz not null,
  -- Keyed hashes of what an applicant or an invited person holds in his hands.
  receipt_index text unique,
  invitation_index text unique,
  updated_at timestamptz not null,
  created_at timestamptz not null,
  check ((term_from is null) = (term_to is null)),
  check (term_to > term_from),
  check (status not in ('appointed', 'paused') or (practitioner_role_id is not null and term_to is not null))
);
create index membership_of_organization on experts.membership (organization_id, status);
create index membership_term on experts.membership (term_to) where status in ('appointed', 'paused');
create unique index application_once on experts.membership (organization_id, licence_number)
  where practitioner_role_id is null and status in ('applied', 'hospital_approved');

-- Every step: who, when, why. Nothing is ever taken away from here.
create table experts.membership_step (
  membership_id uuid not null references experts.membership (id),
  sequence int not null,
  kind text not null,
  from_status text,
  to_status text not null,
  reason_code text,
  reason_note text not null default '',
  -- Codes, dates and ids.
  details jsonb not null default '{}',
  -- Null: the platform's own timer, a list, or an applicant without an account.
  by_person uuid,
  by_label text not null,
  at timestamptz not null,
  primary key (membership_id, sequence)
);
create trigger membership_step_append_only before update or delete on experts.membership_step
  for each row execute function platform.refuse_change();

-- Tries of the public form by keyed hash of the address, for its limit. Old ones go.
create table experts.application_try (
  address_index text not null,
  at timestamptz not null
);
create index application_try_of_address on experts.application_try (address_index, at);

insert into platform.state_transition (machine, from_state, to_state) values
  ('membership', 'invited', 'applied'), ('membership', 'invited', 'withdrawn'),
  ('membership', 'applied', 'hospital_approved'), ('membership', 'applied', 'refused'), ('membership', 'applied', 'withdrawn'),
  ('membership', 'hospital_approved', 'appointed'), ('membership', 'hospital_approved', 'applied'),
  ('membership', 'hospital_approved', 'refused'), ('membership', 'hospital_approved', 'withdrawn'),
  ('membership', 'appointed', 'paused'), ('membership', 'appointed', 'inactive'), ('membership', 'appointed', 'retired'),
  ('membership', 'appointed', 'transferred'), ('membership', 'appointed', 'revoked'),
  ('membership', 'paused', 'appointed'), ('membership', 'paused', 'inactive'), ('membership', 'paused', 'retired'),
  ('membership', 'paused', 'transferred'), ('membership', 'paused', 'revoked'),
  ('membership', 'inactive', 'applied'), ('membership', 'inactive', 'retired'), ('membership', 'inactive', 'transferred'),
  ('membership', 'inactive', 'revoked'),
  ('membership', 'retired', 'applied'), ('membership', 'transferred', 'applied'), ('membership', 'revoked', 'applied'),
  ('membership', 'refused', 'applied'), ('membership', 'withdrawn', 'applied'),
  -- The way back into the pool.
  ('practitioner_role', 'retired', 'paused'), ('practitioner_role', 'retired', 'active');
create trigger membership_transition before update of status on experts.membership
  for each row execute function platform.enforce_transition('membership');

-- The expert's or his office's own switch 是否接受会诊, apart from whether he is a member at all.
alter table experts.practitioner_role add column is_accepting boolean not null default true;
update experts.practitioner_role set is_accepting = false where status = 'paused';

-- What ranking reads follows from the membership; this is the one place that says how.
create function experts.role_status(membership_status text, is_accepting boolean) returns text language sql immutable as $$
  select case
    when membership_status = 'appointed' and is_accepting then 'active'
    when membership_status in ('retired', 'transferred', 'revoked') then 'retired'
    else 'paused' end
$$;

create function experts.follow_membership() returns trigger language plpgsql as $$
begin
  update experts.practitioner_role r set status = experts.role_status(new.status, r.is_accepting), updated_at = new.updated_at
    where r.id = new.practitioner_role_id and r.status <> experts.role_status(new.status, r.is_accepting);
  return null;
end $$;
create trigger membership_decides after update of status on experts.membership
  for each row when (old.status is distinct from new.status) execute function experts.follow_membership();

create function experts.active_means_appointed() returns trigger language plpgsql as $$
begin
  if new.status = 'active' and exists (select 1 from experts.membership m
    where m.practitioner_role_id = new.id and m.status <> 'appointed')
  then
    raise exception 'post % is not appointed', new.id using errcode = '23514', constraint = 'active_means_appointed';
  end if;
  return new;
end $$;
create trigger role_is_appointed before update of status on experts.practitioner_role
  for each row execute function experts.active_means_appointed();

-- A post that comes in by another way than an application (list, hospital system, seed) is on record as appointed by
-- whoever brought it in, for a term from today; see docs/adr/0007-membership.md.
create function experts.record_membership() returns trigger language plpgsql as $$
declare
  today date := (platform.now() at time zone 'Asia/Shanghai')::date;
  its_status text := case when new.status = 'retired' then 'retired' else 'appointed' end;
  its_id uuid := gen_random_uuid();
begin
  if exists (select 1 from experts.membership m where m.practitioner_role_id = new.id) then return null; end if;
  insert into experts.membership (id, practitioner_role_id, organization_id, status, origin, term_from, term_to, reason_code,
      status_since, updated_at, created_at)
    values (its_id, new.id, new.organization_id, its_status, case when new.content_hash is null then 'recorded' else 'list' end,
      today, today + interval '4 years', case when its_status = 'retired' then 'on_record' end,
      platform.now(), platform.now(), platform.now());
  insert into experts.membership_step (membership_id, sequence, kind, from_status, to_status, reason_code, by_person, by_label, at)
    values (its_id, 1, 'record', null, its_status, case when new.content_hash is null then 'recorded' else 'list' end,
      platform.current_person(), '', platform.now());
  return null;
end $$;
-- Posts paused in a list or seed are appointed experts whose own switch is off.
create function experts.switch_of_new_role() returns trigger language plpgsql as $$
begin
  if new.status = 'paused' then new.is_accepting := false; end if;
  return new;
end $$;
create trigger role_switch before insert on experts.practitioner_role
  for each row execute function experts.switch_of_new_role();
create trigger role_has_membership after insert on experts.practitioner_role
  for each row execute function experts.record_membership();

-- Posts that are in the pool already.
with recorded as (
  insert into experts.membership (id, practitioner_role_id, organization_id, status, origin, term_from, term_to, reason_code,
      status_since, updated_at, created_at)
    select gen_random_uuid(), r.id, r.organization_id, case when r.status = 'retired' then 'retired' else 'appointed' end,
      case when r.content_hash is null then 'recorded' else 'list' end, current_date, current_date + interval '4 years',
      case when r.status = 'retired' then 'on_record' end, r.updated_at, now(), now()
    from experts.practitioner_role r
    returning id, status, origin, updated_at
)
insert into experts.membership_step (membership_id, sequence, kind, from_status, to_status, reason_code, by_person, by_label, at)
  select id, 1, 'record', null, status, origin, null, '', updated_at from recorded;

-- Terms and due dates are looked at each night; each run sets the next one.
insert into platform.job (kind, subject_id, dedupe_key, payload, due_at, created_at)
  values ('experts.nightly', '00000000-0000-4000-8000-000000000014', '', '{}',
    ((now() at time zone 'Asia/Shanghai')::date + 1 + time '02:00') at time zone 'Asia/Shanghai', now());

do $$
declare t text;
begin
  foreach t in array array['membership', 'membership_step', 'application_try'] loop
    execute format('alter table experts.%I enable row level security', t);
    execute format('alter table experts.%I force row level security', t);
  end loop;
end $$;
create policy of_hospital on experts.membership for all
  using (platform.is_platform() or organization_id = platform.current_institution());
create policy own on experts.membership for select
  using (exists (select 1 from experts.practitioner_role r join experts.practitioner p on p.id = r.practitioner_id
    where r.id = practitioner_role_id and p.person_id = platform.current_person()));
create policy of_membership on experts.membership_step for select
  using (exists (select 1 from experts.membership m where m.id = membership_id));
create policy add_step on experts.membership_step for insert
  with check (exists (select 1 from experts.membership m where m.id = membership_id));
create policy tries on experts.application_try for all using (platform.is_system());
grant select, insert, update on experts.membership to consilium_app;
grant select, insert on experts.membership_step to consilium_app;
grant select, insert, delete on experts.application_try to consilium_app;
