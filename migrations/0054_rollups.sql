-- 汇总: the indicators over all cases are read from sums that follow each case in the transaction that changes it. What a case
-- adds is kept beside it (`case_state`), so an event that is told twice adds nothing twice, and a case that is opened again or
-- moves takes away exactly what it had added.

-- Region of the inviting hospital as the fact was written: a hospital that moves has its facts written anew (below), and sums
-- take away from where they added.
alter table quality.case_fact add column region_code text not null default '000000';
alter table quality.case_fact disable trigger insight_follows;
select set_config('app.scope', 'system', true);
update quality.case_fact f set region_code = o.region_code from organizations.organization o where o.id = f.institution_id;
select set_config('app.scope', '', true);
alter table quality.case_fact enable trigger insight_follows;

create function quality.touch_cases_of() returns trigger language plpgsql as $$
begin
  insert into platform.job (kind, subject_id, dedupe_key, due_at, created_at)
  select 'quality.fact', f.case_id, pg_current_xact_id()::text, platform.now(), platform.now()
    from quality.case_fact f where f.institution_id = new.id order by f.case_id
  on conflict (kind, subject_id, dedupe_key) where status = 'waiting' do nothing;
  perform pg_notify('consilium_work', '');
  return null;
end $$;
create trigger quality_hears_region after update of region_code on organizations.organization for each row
  when (old.region_code is distinct from new.region_code) execute function quality.touch_cases_of();

-- What people say of a case after its end changes its indicators as its steps do.
create trigger quality_hears after insert on quality.evaluation for each row execute function quality.touch_case('case_id');
create trigger quality_hears after insert on quality.patient_rating for each row execute function quality.touch_case('case_id');
create trigger quality_hears_new after insert on quality.follow_up for each row execute function quality.touch_case('case_id');
create trigger quality_hears after update of status, due_on on quality.follow_up for each row
  when ((old.status, old.due_on) is distinct from (new.status, new.due_on)) execute function quality.touch_case('case_id');
create trigger quality_hears_new after insert on quality.review for each row execute function quality.touch_case('case_id');
create trigger quality_hears after update of status on quality.review for each row
  when (old.status is distinct from new.status) execute function quality.touch_case('case_id');
create trigger quality_hears after insert on quality.complaint for each row
  when (new.case_id is not null) execute function quality.touch_case('case_id');

-- Which indicator stands at which place of `states`, as the running version defines them. Where it differs, all is built anew.
create table quality.state_layout (
  one boolean primary key default true check (one),
  codes text[] not null,
  -- When the audit trail began: who read what before is not on record. Null: nothing is on record yet.
  trail_began_at timestamptz,
  set_at timestamptz not null
);

-- What one case counts for, indicator by indicator, at the places of the layout.
create table quality.case_state (
  case_id uuid primary key references quality.case_fact (case_id) on delete cascade,
  institution_id uuid not null,
  performer_institution_id uuid,
  region_code text not null,
  specialty_code text not null,
  urgency_level text not null,
  service text not null,
  is_rare boolean not null,
  submitted_at timestamptz not null,
  -- Beijing time, like all months.
  month date not null check (extract(day from month) = 1),
  -- 0 does not belong · 1 met · 2 not met · 3 not known yet 未完成
  states smallint[] not null,
  -- Minutes from submission; null where the indicator does not hold or nothing happened yet.
  accept_minutes double precision,
  start_minutes double precision,
  opinion_minutes double precision,
  -- When time alone changes a state next (a limit passes, a follow-up falls due); null: never.
  changes_at timestamptz
);
create index case_state_by_month on quality.case_state (month, specialty_code);
create index case_state_by_time on quality.case_state (submitted_at);
create index case_state_of_institution on quality.case_state (institution_id, month);
create index case_state_of_performer on quality.case_state (performer_institution_id, month);
create index case_state_changes on quality.case_state (changes_at) where changes_at is not null;

-- Class of a duration, four to a doubling: 1 up to a minute, b from 2^((b-2)/4) minutes, 64 everything from a month on.
create function quality.wait_class(minutes double precision) returns int language sql immutable strict as $$
  select case when minutes <= 1 then 1 else least(64, 2 + floor(4 * ln(minutes) / ln(2::float8))::int) end
$$;

-- Sums over the cases of a month with one thing in common. `sums`: how many cases; then for each indicator met, not met, not known;
-- then for each of the three durations its 64 classes.
create table quality.indicator_sum (
  -- All zeros: everybody's, for the platform. Else a hospital, for itself: what it asked and what it was asked.
  scope uuid not null,
  stratum text not null check (stratum in ('service', 'institution', 'performer', 'specialty', 'level', 'region')),
  month date not null,
  key text not null,
  sums int[] not null check (sums[1] >= 0),
  primary key (scope, stratum, month, key)
);

/* The cells a case is counted in. A hospital's own are by service alone; what else it asks is few enough to be counted. */
create function quality.cells_of(s quality.case_state) returns table (scope uuid, stratum text, month date, key text)
language sql immutable as $$
  select v.scope, v.stratum, s.month, v.key from (values
    ('00000000-0000-0000-0000-000000000000'::uuid, 'service', s.service),
    ('00000000-0000-0000-0000-000000000000', 'institution', s.institution_id::text),
    ('00000000-0000-0000-0000-000000000000', 'performer', coalesce(s.performer_institution_id::text, '')),
    ('00000000-0000-0000-0000-000000000000', 'specialty', s.specialty_code),
    ('00000000-0000-0000-0000-000000000000', 'level', s.urgency_level),
    ('00000000-0000-0000-0000-000000000000', 'region', left(s.region_code, 2) || '0000'),
    (s.institution_id, 'service', s.service),
    (nullif(s.performer_institution_id, s.institution_id), 'service', s.service)) as v (scope, stratum, key)
  where v.scope is not null
$$;

/* The places of `sums` a case adds one to. */
create function quality.places_of(s quality.case_state) returns int[] language sql immutable as $$
  select array[1]
    || array(select 1 + 3 * (i - 1) + s.states[i] from generate_subscripts(s.states, 1) i where s.states[i] > 0)
    || array(select 1 + 3 * cardinality(s.states) + 64 * (d.place - 1) + quality.wait_class(d.minutes)
      from (values (1, s.accept_minutes), (2, s.start_minutes), (3, s.opinion_minutes)) d (place, minutes)
      where d.minutes is not null)
$$;

/* Cells in one order, so that two who count at once never wait for each other in a circle. */
create function quality.count_state() returns trigger language plpgsql as $$
declare
  gone quality.case_state;
  come quality.case_state;
  less int[] := '{}';
  more int[] := '{}';
  cell record;
  v int[];
  p int;
begin
  if coalesce(current_setting('app.rebuild', true), '') = 'on' then return null; end if;
  if tg_op <> 'INSERT' then gone := old; less := quality.places_of(old); end if;
  if tg_op <> 'DELETE' then come := new; more := quality.places_of(new); end if;
  for cell in
    select c.scope, c.stratum, c.month, c.key, bool_or(c.is_come) as is_come, bool_or(not c.is_come) as is_gone from (
      select true as is_come, x.* from quality.cells_of(come) x where come.case_id is not null
      union all select false, x.* from quality.cells_of(gone) x where gone.case_id is not null) c
    group by 1, 2, 3, 4
    having less <> more or not (bool_or(c.is_come) and bool_or(not c.is_come))
    order by 1, 2, 3, 4
  loop
    loop
      select s.sums into v from quality.indicator_sum s
        where s.scope = cell.scope and s.stratum = cell.stratum and s.month = cell.month and s.key = cell.key for update;
      exit when found;
      -- Two who open a cell at once: the second waits for the first and adds to its row.
      insert into quality.indicator_sum values (cell.scope, cell.stratum, cell.month, cell.key,
        array_fill(0, array[1 + 3 * cardinality(come.states) + 192])) on conflict do nothing;
    end loop;
    if cell.is_gone then foreach p in array less loop v[p] := v[p] - 1; end loop; end if;
    if cell.is_come then foreach p in array more loop v[p] := v[p] + 1; end loop; end if;
    if v[1] = 0 then
      delete from quality.indicator_sum s
        where s.scope = cell.scope and s.stratum = cell.stratum and s.month = cell.month and s.key = cell.key;
    else
      update quality.indicator_sum s set sums = v
        where s.scope = cell.scope and s.stratum = cell.stratum and s.month = cell.month and s.key = cell.key;
    end if;
  end loop;
  return null;
end $$;
create trigger count_state after insert or update or delete on quality.case_state
  for each row execute function quality.count_state();

do $$
declare t text;
begin
  foreach t in array array['state_layout', 'case_state', 'indicator_sum'] loop
    execute format('alter table quality.%I enable row level security', t);
    execute format('alter table quality.%I force row level security', t);
    execute format('create policy system_only on quality.%I for all using (platform.is_system())', t);
  end loop;
end $$;
-- It names indicators, not cases.
create policy directory on quality.state_layout for select using (true);
create policy both_sides on quality.case_state for select using (platform.is_platform()
  or institution_id = platform.current_institution() or performer_institution_id = platform.current_institution());
create policy own_sums on quality.indicator_sum for select
  using (platform.is_platform() or scope = platform.current_institution());
grant select, insert, update, delete on quality.state_layout, quality.case_state, quality.indicator_sum to consilium_app;

-- A fact looks for these of its case.
create index consent_of_case on cases.consent (case_id);
create index complaint_of_case on quality.complaint (case_id) where case_id is not null;
-- For the reasons of declining, and what was closed last.
create index offer_declined on dispatch.offer (sent_at) where status = 'declined';
create index request_closed on cases.consult_request (closed_at desc) where status = 'closed';

-- The first look of the running version builds the sums of what was there before.
select set_config('app.scope', 'system', true);
insert into platform.job (kind, subject_id, due_at, created_at)
  values ('quality.sums', '00000000-0000-4000-8000-000000000054', now(), now());
select set_config('app.scope', '', true);
