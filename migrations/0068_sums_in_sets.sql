-- Sums follow a portion of cases at once: what a statement changed is netted by cell first, and each cell that really changes is
-- written once, in one order, so that two who count at once never wait for each other in a circle.

/* What these facts add to 供需 (`come`) and take away (`gone`). Cells that become empty stay, with zeros. */
create function insight.count_facts(gone quality.case_fact[], come quality.case_fact[]) returns void language plpgsql as $$
begin
  with facts as (select f.*, -1 as sign from unnest(gone) f union all select f.*, 1 from unnest(come) f),
  cases as (select f.sign, f.region_code, coalesce(f.specialty_code, '') as specialty, f.submitted_at at time zone 'Asia/Shanghai' as sent,
      insight.disease_group(f.category, f.is_rare) as disease_group, (f.accepted_at is not null)::int as met,
      extract(epoch from f.accepted_at - f.submitted_at) / 60 as waited, f.accept_within, f.was_handed_over, f.declined, f.expired, f.decision,
      (f.accepted_at is null and (f.was_handed_over or f.status in ('cancelled', 'returned') and f.offers > 0))::int as unmet
    from facts f),
  counted as materialized (select c.*, date_trunc('month', c.sent)::date as month,
      coalesce(c.waited > c.accept_within, false)::int as late, coalesce(round(c.waited), 0)::bigint as wait_minutes from cases c),
  demand as (
    insert into insight.demand as kept
    select c.month, c.region_code, c.specialty, sum(c.sign), sum(c.sign * c.met), sum(c.sign * c.unmet), sum(c.sign * c.late),
      sum(c.sign * c.was_handed_over::int), sum(c.sign * c.declined), sum(c.sign * c.expired),
      sum(c.sign * coalesce(c.decision in ('adopted', 'partly_adopted'), false)::int), sum(c.sign * (c.decision is not null)::int),
      sum(c.sign * c.wait_minutes),
      sum(c.sign * coalesce(c.waited <= 5, false)::int), sum(c.sign * coalesce(c.waited > 5 and c.waited <= 15, false)::int),
      sum(c.sign * coalesce(c.waited > 15 and c.waited <= 60, false)::int),
      sum(c.sign * coalesce(c.waited > 60 and c.waited <= 240, false)::int),
      sum(c.sign * coalesce(c.waited > 240 and c.waited <= 1440, false)::int), sum(c.sign * coalesce(c.waited > 1440, false)::int)
    from counted c group by 1, 2, 3
    having (sum(c.sign), sum(c.sign * c.met), sum(c.sign * c.unmet), sum(c.sign * c.late), sum(c.sign * c.was_handed_over::int),
        sum(c.sign * c.declined), sum(c.sign * c.expired), sum(c.sign * (c.decision is not null)::int), sum(c.sign * c.wait_minutes),
        sum(c.sign * coalesce(c.decision in ('adopted', 'partly_adopted'), false)::int), sum(c.sign * coalesce(c.waited <= 5, false)::int),
        sum(c.sign * coalesce(c.waited <= 15, false)::int), sum(c.sign * coalesce(c.waited <= 60, false)::int),
        sum(c.sign * coalesce(c.waited <= 240, false)::int), sum(c.sign * coalesce(c.waited <= 1440, false)::int))
      is distinct from (0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric, 0::bigint, 0::bigint,
        0::bigint, 0::bigint, 0::bigint, 0::bigint)
    order by 1, 2, 3
    on conflict (month, region_code, specialty_code) do update set
      requests = kept.requests + excluded.requests, met = kept.met + excluded.met, unmet = kept.unmet + excluded.unmet,
      late = kept.late + excluded.late, handed_over = kept.handed_over + excluded.handed_over,
      declined = kept.declined + excluded.declined, expired = kept.expired + excluded.expired,
      adopted = kept.adopted + excluded.adopted, decided = kept.decided + excluded.decided,
      wait_minutes = kept.wait_minutes + excluded.wait_minutes, within_5 = kept.within_5 + excluded.within_5,
      within_15 = kept.within_15 + excluded.within_15, within_60 = kept.within_60 + excluded.within_60,
      within_240 = kept.within_240 + excluded.within_240, within_1440 = kept.within_1440 + excluded.within_1440,
      after_1440 = kept.after_1440 + excluded.after_1440),
  groups as (
    insert into insight.disease_demand as kept
    select c.month, c.disease_group, sum(c.sign), sum(c.sign * c.unmet) from counted c group by 1, 2
    having sum(c.sign) <> 0 or sum(c.sign * c.unmet) <> 0 order by 1, 2
    on conflict (month, disease_group) do update set requests = kept.requests + excluded.requests, unmet = kept.unmet + excluded.unmet)
  insert into insight.peak as kept
    select c.month, c.region_code, c.specialty, extract(isodow from c.sent)::int, extract(hour from c.sent)::int, sum(c.sign),
      sum(c.sign * c.met), sum(c.sign * c.late), sum(c.sign * c.wait_minutes) from counted c group by 1, 2, 3, 4, 5
    having sum(c.sign) <> 0 or sum(c.sign * c.met) <> 0 or sum(c.sign * c.late) <> 0 or sum(c.sign * c.wait_minutes) <> 0
    order by 1, 2, 3, 4, 5
    on conflict (month, region_code, specialty_code, weekday, hour) do update set
      requests = kept.requests + excluded.requests, met = kept.met + excluded.met, late = kept.late + excluded.late,
      wait_minutes = kept.wait_minutes + excluded.wait_minutes;
end $$;

create or replace function insight.follow_fact() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if exists (select from come) then perform insight.count_facts('{}', array(select row(c.*)::quality.case_fact from come c)); end if;
  elsif tg_op = 'DELETE' then
    if exists (select from gone) then perform insight.count_facts(array(select row(g.*)::quality.case_fact from gone g), '{}'); end if;
  elsif exists (select from come) then
    perform insight.count_facts(array(select row(g.*)::quality.case_fact from gone g), array(select row(c.*)::quality.case_fact from come c));
  end if;
  return null;
end $$;
drop trigger insight_follows on quality.case_fact;
create trigger insight_follows_new after insert on quality.case_fact referencing new table as come
  for each statement execute function insight.follow_fact();
create trigger insight_follows_changed after update on quality.case_fact referencing old table as gone new table as come
  for each statement execute function insight.follow_fact();
create trigger insight_follows_gone after delete on quality.case_fact referencing old table as gone
  for each statement execute function insight.follow_fact();
drop function insight.count_case(quality.case_fact, int);

-- What a cell's sums change by: places that differ, and by how much.
create type quality.cell_change as (scope uuid, stratum text, month date, key text, places int[], changes int[]);

/* These sums with the changes added, place by place. */
create function quality.add_at(sums int[], places int[], changes int[]) returns int[] language plpgsql immutable as $$
begin
  for i in 1 .. cardinality(places) loop
    sums[places[i]] := sums[places[i]] + changes[i];
  end loop;
  return sums;
end $$;

/* Carries what these cases count for now instead of before into the cells. A case whose cells stay the same changes few places. */
create function quality.count_states(gone quality.case_state[], come quality.case_state[]) returns void language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  moved quality.cell_change[];
  width int;
begin
  with pairs as materialized (select n, o, coalesce(o.institution_id = n.institution_id
        and o.performer_institution_id is not distinct from n.performer_institution_id and o.region_code = n.region_code
        and o.specialty_code = n.specialty_code and o.urgency_level = n.urgency_level and o.service = n.service
        and o.month = n.month, false) as is_same
      from unnest(come) n full join unnest(gone) o on o.case_id = n.case_id),
  -- Once for the case, before its cells.
  steps as materialized (
    select p.n as of_case, d.places, d.changes from pairs p cross join lateral (
      select array_agg(y.place) as places, array_agg(y.change) as changes from (
        select x.place, sum(x.change)::int as change from (select unnest(quality.places_of(p.n)), 1
          union all select unnest(quality.places_of(p.o)), -1) x (place, change) group by 1 having sum(x.change) <> 0) y) d
      where p.is_same
    union all select p.n, x.places, array_fill(1, array[cardinality(x.places)]) from pairs p cross join lateral quality.places_of(p.n) x (places)
      where not p.is_same and (p.n).case_id is not null
    union all select p.o, x.places, array_fill(-1, array[cardinality(x.places)]) from pairs p cross join lateral quality.places_of(p.o) x (places)
      where not p.is_same and (p.o).case_id is not null),
  cells as (select c.scope, c.stratum, c.month, c.key, s.place, sum(s.change)::int as change from steps a
    cross join lateral quality.cells_of(a.of_case) c
    cross join lateral unnest(a.places, a.changes) s (place, change)
    group by 1, 2, 3, 4, 5 having sum(s.change) <> 0)
  select array_agg(row(c.scope, c.stratum, c.month, c.key, c.places, c.changes)::quality.cell_change) into moved
    from (select scope, stratum, month, key, array_agg(place) as places, array_agg(change) as changes from cells group by 1, 2, 3, 4
      order by 1, 2, 3, 4) c;
  if moved is null then return; end if;
  -- Who opens a cell that another opens at the same time waits for it and adds to its row.
  width := 1 + 3 * cardinality(coalesce((come[1]).states, (gone[1]).states)) + 192;
  insert into quality.indicator_sum (scope, stratum, month, key, sums)
    select m.scope, m.stratum, m.month, m.key, array_fill(0, array[width]) from unnest(moved) m
    where (select k.sums[1] from quality.indicator_sum k where k.scope = m.scope and k.stratum = m.stratum and k.month = m.month and k.key = m.key)
      is null
    order by 1, 2, 3, 4 on conflict do nothing;
  perform from unnest(moved) m cross join lateral (select from quality.indicator_sum k
    where k.scope = m.scope and k.stratum = m.stratum and k.month = m.month and k.key = m.key for update) locked;
  update quality.indicator_sum k set sums = quality.add_at(k.sums, m.places, m.changes) from unnest(moved) m
    where k.scope = m.scope and k.stratum = m.stratum and k.month = m.month and k.key = m.key;
  -- Only what lost its last case is gone.
  if exists (select from unnest(moved) m where 1 = any(m.places) and m.changes[array_position(m.places, 1)] < 0) then
    delete from quality.indicator_sum k using unnest(moved) m
      where k.scope = m.scope and k.stratum = m.stratum and k.month = m.month and k.key = m.key and k.sums[1] = 0;
  end if;
end $$;

-- While all is built anew (`app.rebuild`), nothing follows: the sums are made from the states after.
create or replace function quality.count_state() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('app.rebuild', true), '') = 'on' then return null; end if;
  if tg_op = 'INSERT' then
    if exists (select from come) then perform quality.count_states('{}', array(select row(c.*)::quality.case_state from come c)); end if;
  elsif tg_op = 'DELETE' then
    if exists (select from gone) then perform quality.count_states(array(select row(g.*)::quality.case_state from gone g), '{}'); end if;
  elsif exists (select from come) then
    perform quality.count_states(array(select row(g.*)::quality.case_state from gone g), array(select row(c.*)::quality.case_state from come c));
  end if;
  return null;
end $$;
drop trigger count_state on quality.case_state;
create trigger count_state_new after insert on quality.case_state referencing new table as come
  for each statement execute function quality.count_state();
create trigger count_state_changed after update on quality.case_state referencing old table as gone new table as come
  for each statement execute function quality.count_state();
create trigger count_state_gone after delete on quality.case_state referencing old table as gone
  for each statement execute function quality.count_state();

-- Who asks is one answer a statement, not one a row.
do $$
declare t text;
begin
  foreach t in array array['state_layout', 'case_state', 'indicator_sum'] loop
    execute format('alter policy system_only on quality.%I using ((select platform.is_system()))', t);
  end loop;
  foreach t in array array['demand', 'disease_demand', 'peak'] loop
    execute format('alter policy platform_reads on insight.%I using ((select platform.is_platform()))', t);
    execute format('alter policy system_writes on insight.%I using ((select platform.is_system()))', t);
  end loop;
end $$;
alter policy both_sides on quality.case_state using ((select platform.is_platform())
  or institution_id = (select platform.current_institution()) or performer_institution_id = (select platform.current_institution()));
do $$
declare t text;
begin
  foreach t in array array['case_fact', 'evaluation', 'patient_rating', 'follow_up'] loop
    execute format('alter policy both_sides on quality.%I using ((select platform.is_platform())
      or institution_id = (select platform.current_institution()) or performer_institution_id = (select platform.current_institution()))', t);
  end loop;
end $$;
alter policy system_only on quality.case_fact using ((select platform.is_system()));
alter policy own_sums on quality.indicator_sum using ((select platform.is_platform()) or scope = (select platform.current_institution()));
