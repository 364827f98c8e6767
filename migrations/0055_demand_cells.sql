-- 需求 by disease group and level besides region and specialty had nearly as many cells as there are cases, and every page summed
-- them up again: cells are now what the pages show, and disease groups are summed beside them. A case is counted by the region
-- its fact was written with.
drop table insight.demand;
create table insight.demand (
  month date not null check (extract(day from month) = 1),
  region_code text not null,
  specialty_code text not null,
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
  primary key (month, region_code, specialty_code)
);
create table insight.disease_demand (
  month date not null,
  disease_group text not null,
  requests int not null,
  unmet int not null,
  primary key (month, disease_group)
);

/* What one case adds to its cells (`sign` 1) or takes away from them (-1). Cells that become empty stay, with zeros. */
create or replace function insight.count_case(f quality.case_fact, sign int) returns void language plpgsql as $$
declare
  sent timestamp := f.submitted_at at time zone 'Asia/Shanghai';
  cell_month date := date_trunc('month', sent)::date;
  specialty text := coalesce(f.specialty_code, '');
  is_met boolean := f.accepted_at is not null;
  waited numeric := extract(epoch from f.accepted_at - f.submitted_at) / 60;
  is_late boolean := is_met and f.accept_within is not null and waited > f.accept_within;
  unmet int := sign * (not is_met and (f.was_handed_over or f.status in ('cancelled', 'returned') and f.offers > 0))::int;
begin
  insert into insight.demand values (cell_month, f.region_code, specialty, sign, sign * is_met::int, unmet,
    sign * is_late::int, sign * f.was_handed_over::int, sign * f.declined, sign * f.expired,
    sign * coalesce(f.decision in ('adopted', 'partly_adopted'), false)::int, sign * (f.decision is not null)::int,
    sign * coalesce(round(waited), 0)::bigint,
    sign * coalesce(waited <= 5, false)::int, sign * coalesce(waited > 5 and waited <= 15, false)::int,
    sign * coalesce(waited > 15 and waited <= 60, false)::int, sign * coalesce(waited > 60 and waited <= 240, false)::int,
    sign * coalesce(waited > 240 and waited <= 1440, false)::int, sign * coalesce(waited > 1440, false)::int)
  on conflict (month, region_code, specialty_code) do update set
    requests = demand.requests + excluded.requests, met = demand.met + excluded.met, unmet = demand.unmet + excluded.unmet,
    late = demand.late + excluded.late, handed_over = demand.handed_over + excluded.handed_over,
    declined = demand.declined + excluded.declined, expired = demand.expired + excluded.expired,
    adopted = demand.adopted + excluded.adopted, decided = demand.decided + excluded.decided,
    wait_minutes = demand.wait_minutes + excluded.wait_minutes, within_5 = demand.within_5 + excluded.within_5,
    within_15 = demand.within_15 + excluded.within_15, within_60 = demand.within_60 + excluded.within_60,
    within_240 = demand.within_240 + excluded.within_240, within_1440 = demand.within_1440 + excluded.within_1440,
    after_1440 = demand.after_1440 + excluded.after_1440;
  insert into insight.disease_demand values (cell_month, insight.disease_group(f.category, f.is_rare), sign, unmet)
  on conflict (month, disease_group) do update set
    requests = disease_demand.requests + excluded.requests, unmet = disease_demand.unmet + excluded.unmet;
  insert into insight.peak values (cell_month, f.region_code, specialty, extract(isodow from sent)::int,
    extract(hour from sent)::int, sign, sign * is_met::int, sign * is_late::int, sign * coalesce(round(waited), 0)::bigint)
  on conflict (month, region_code, specialty_code, weekday, hour) do update set
    requests = peak.requests + excluded.requests, met = peak.met + excluded.met, late = peak.late + excluded.late,
    wait_minutes = peak.wait_minutes + excluded.wait_minutes;
end $$;

do $$
declare t text;
begin
  foreach t in array array['demand', 'disease_demand'] loop
    execute format('alter table insight.%I enable row level security', t);
    execute format('alter table insight.%I force row level security', t);
    execute format('create policy platform_reads on insight.%I for select using (platform.is_platform())', t);
    execute format('create policy system_writes on insight.%I for all using (platform.is_system())', t);
  end loop;
end $$;
grant select, insert, update, delete on insight.demand, insight.disease_demand to consilium_app;

-- Who took what within the last weeks.
create index case_fact_by_acceptance on quality.case_fact (accepted_at) where accepted_at is not null;

create index case_fact_of_region on quality.case_fact (region_code, submitted_at);

-- Facts that were written before.
select set_config('app.scope', 'system', true);
delete from insight.peak;
select insight.count_case(f, 1) from quality.case_fact f;
select set_config('app.scope', '', true);
