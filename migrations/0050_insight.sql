create schema insight;
grant usage on schema insight to consilium_app;

-- ICD-10 chapter of a three-character category, as a Roman number; rare diseases are a group of their own; '' uncoded.
-- Source: ICD-10 (WHO), the list of chapters.
create function insight.disease_group(category text, is_rare boolean) returns text language sql immutable as $$
  select case when is_rare then 'rare' when category = '' then ''
    when category < 'C00' then 'I' when category < 'D50' then 'II' when category < 'E00' then 'III'
    when category < 'F00' then 'IV' when category < 'G00' then 'V' when category < 'H00' then 'VI'
    when category < 'H60' then 'VII' when category < 'I00' then 'VIII' when category < 'J00' then 'IX'
    when category < 'K00' then 'X' when category < 'L00' then 'XI' when category < 'M00' then 'XII'
    when category < 'N00' then 'XIII' when category < 'O00' then 'XIV' when category < 'P00' then 'XV'
    when category < 'Q00' then 'XVI' when category < 'R00' then 'XVII' when category < 'S00' then 'XVIII'
    when category < 'U00' then 'XIX' when category < 'V00' then 'XXII' when category < 'Z00' then 'XX'
    else 'XXI' end
$$;

-- 需求 by month (Beijing time), region of the inviting hospital, specialty asked for, disease group and level: sums only, so that
-- what changes about one case is taken away and added again.
create table insight.demand (
  month date not null check (extract(day from month) = 1),
  region_code text not null,
  specialty_code text not null,
  disease_group text not null,
  urgency_level text not null,
  requests int not null,
  -- Somebody accepted.
  met int not null,
  -- Ended, or went to a person, without anybody accepting.
  unmet int not null,
  -- Accepted after the service level's time.
  late int not null,
  handed_over int not null,
  declined int not null,
  expired int not null,
  adopted int not null,
  decided int not null,
  wait_minutes bigint not null,
  -- Accepted within 5, 15, 60, 240, 1,440 minutes of being sent, and later.
  within_5 int not null,
  within_15 int not null,
  within_60 int not null,
  within_240 int not null,
  within_1440 int not null,
  after_1440 int not null,
  primary key (month, region_code, specialty_code, disease_group, urgency_level)
);
create index demand_of_cell on insight.demand (region_code, specialty_code, month);

-- 时段 by weekday (1 Monday … 7) and hour of Beijing time at which requests are sent.
create table insight.peak (
  month date not null,
  region_code text not null,
  specialty_code text not null,
  weekday int not null check (weekday between 1 and 7),
  hour int not null check (hour between 0 and 23),
  requests int not null,
  met int not null,
  late int not null,
  wait_minutes bigint not null,
  primary key (month, region_code, specialty_code, weekday, hour)
);

/* What one case adds to its cells (`sign` 1) or takes away from them (-1). Cells that become empty stay, with zeros. */
create function insight.count_case(f quality.case_fact, sign int) returns void language plpgsql as $$
declare
  sent timestamp := f.submitted_at at time zone 'Asia/Shanghai';
  cell_month date := date_trunc('month', sent)::date;
  region text := coalesce((select o.region_code from organizations.organization o where o.id = f.institution_id), '000000');
  specialty text := coalesce(f.specialty_code, '');
  is_met boolean := f.accepted_at is not null;
  waited numeric := extract(epoch from f.accepted_at - f.submitted_at) / 60;
  is_late boolean := is_met and f.accept_within is not null and waited > f.accept_within;
begin
  insert into insight.demand values (cell_month, region, specialty, insight.disease_group(f.category, f.is_rare),
    coalesce(f.urgency_level, ''), sign, sign * is_met::int,
    sign * (not is_met and (f.was_handed_over or f.status in ('cancelled', 'returned') and f.offers > 0))::int,
    sign * is_late::int, sign * f.was_handed_over::int, sign * f.declined, sign * f.expired,
    sign * coalesce(f.decision in ('adopted', 'partly_adopted'), false)::int, sign * (f.decision is not null)::int,
    sign * coalesce(round(waited), 0)::bigint,
    sign * coalesce(waited <= 5, false)::int, sign * coalesce(waited > 5 and waited <= 15, false)::int,
    sign * coalesce(waited > 15 and waited <= 60, false)::int, sign * coalesce(waited > 60 and waited <= 240, false)::int,
    sign * coalesce(waited > 240 and waited <= 1440, false)::int, sign * coalesce(waited > 1440, false)::int)
  on conflict (month, region_code, specialty_code, disease_group, urgency_level) do update set
    requests = demand.requests + excluded.requests, met = demand.met + excluded.met, unmet = demand.unmet + excluded.unmet,
    late = demand.late + excluded.late, handed_over = demand.handed_over + excluded.handed_over,
    declined = demand.declined + excluded.declined, expired = demand.expired + excluded.expired,
    adopted = demand.adopted + excluded.adopted, decided = demand.decided + excluded.decided,
    wait_minutes = demand.wait_minutes + excluded.wait_minutes, within_5 = demand.within_5 + excluded.within_5,
    within_15 = demand.within_15 + excluded.within_15, within_60 = demand.within_60 + excluded.within_60,
    within_240 = demand.within_240 + excluded.within_240, within_1440 = demand.within_1440 + excluded.within_1440,
    after_1440 = demand.after_1440 + excluded.after_1440;
  insert into insight.peak values (cell_month, region, specialty, extract(isodow from sent)::int, extract(hour from sent)::int,
    sign, sign * is_met::int, sign * is_late::int, sign * coalesce(round(waited), 0)::bigint)
  on conflict (month, region_code, specialty_code, weekday, hour) do update set
    requests = peak.requests + excluded.requests, met = peak.met + excluded.met, late = peak.late + excluded.late,
    wait_minutes = peak.wait_minutes + excluded.wait_minutes;
end $$;

create function insight.follow_fact() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old is not distinct from new then return null; end if;
  if tg_op <> 'INSERT' then perform insight.count_case(old, -1); end if;
  if tg_op <> 'DELETE' then perform insight.count_case(new, 1); end if;
  return null;
end $$;
create trigger insight_follows after insert or update or delete on quality.case_fact
  for each row execute function insight.follow_fact();

-- 招募邀请: an expert is asked to take on a field in which a region lacks help; what he says is his own decision.
create table insight.recruitment (
  id uuid primary key,
  region_code text not null,
  specialty_code text not null,
  practitioner_role_id uuid not null references experts.practitioner_role (id),
  person_id uuid references identity.person (id),
  institution_id uuid not null references organizations.organization (id),
  -- What he is asked for, and what speaks for him, as shown to him.
  reasons jsonb not null,
  note text not null check (length(note) between 2 and 500),
  status text not null check (status in ('asked', 'accepted', 'declined', 'withdrawn')),
  asked_by uuid not null references identity.person (id),
  asked_at timestamptz not null,
  answered_at timestamptz,
  answer_note text check (length(answer_note) <= 500),
  check ((status in ('accepted', 'declined')) = (answered_at is not null))
);
create unique index one_open_recruitment on insight.recruitment (practitioner_role_id, region_code, specialty_code)
  where status in ('asked', 'accepted');
insert into platform.state_transition (machine, from_state, to_state) values
  ('recruitment', 'asked', 'accepted'), ('recruitment', 'asked', 'declined'), ('recruitment', 'asked', 'withdrawn');
create trigger recruitment_transition before update of status on insight.recruitment
  for each row execute function platform.enforce_transition('recruitment');

do $$
declare t text;
begin
  foreach t in array array['demand', 'peak', 'recruitment'] loop
    execute format('alter table insight.%I enable row level security', t);
    execute format('alter table insight.%I force row level security', t);
  end loop;
  foreach t in array array['demand', 'peak'] loop
    execute format('create policy platform_reads on insight.%I for select using (platform.is_platform())', t);
    execute format('create policy system_writes on insight.%I for all using (platform.is_system())', t);
  end loop;
end $$;
create policy platform_all on insight.recruitment for all using (platform.is_platform());
create policy asked_person on insight.recruitment for select using (person_id = platform.current_person());
create policy asked_person_answers on insight.recruitment for update using (person_id = platform.current_person());
create policy own_hospital on insight.recruitment for select using (institution_id = platform.current_institution());
grant select, insert, update, delete on insight.demand, insight.peak to consilium_app;
grant select, insert, update on insight.recruitment to consilium_app;

-- Facts that were written before.
select set_config('app.scope', 'system', true);
select insight.count_case(f, 1) from quality.case_fact f;
select set_config('app.scope', '', true);
