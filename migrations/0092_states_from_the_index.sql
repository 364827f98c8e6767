-- Figures over a million cases within 300 ms (ADR 42): what is counted case by case is read from an index alone, in the order it is
-- shown; what the adjusted share needs is summed by year; and pages of demand find what they list in an index.

-- All that a figure, its divisions and the cases behind it ask of a case: of everybody's, and of each hospital's by its side.
drop index quality.case_state_by_month, quality.case_state_by_time, quality.case_state_of_institution,
  quality.case_state_of_performer, quality.case_state_adopted;
create index case_state_by_time on quality.case_state (submitted_at) include (case_id, month, institution_id, performer_institution_id,
  region_code, specialty_code, urgency_level, service, is_rare, is_adopted, states, accept_minutes, start_minutes, opinion_minutes);
create index case_state_of_institution on quality.case_state (institution_id, submitted_at) include (case_id, month,
  performer_institution_id, region_code, specialty_code, urgency_level, service, is_rare, is_adopted, states, accept_minutes,
  start_minutes, opinion_minutes);
create index case_state_of_performer on quality.case_state (performer_institution_id, submitted_at) include (case_id, month,
  institution_id, region_code, specialty_code, urgency_level, service, is_rare, is_adopted, states, accept_minutes, start_minutes,
  opinion_minutes) where performer_institution_id is not null;

-- An index answers alone where vacuum has been. By default it comes after a fifth of the table has changed: two hundred thousand of a
-- million, and the newest, which are asked for most.
alter table quality.case_state set (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02);
alter table quality.case_fact set (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02);

-- Not strict, so that it is written into the statement that calls it; a call by itself takes ten times as long. Null of null all the same.
create or replace function quality.wait_class(minutes double precision) returns int language sql immutable as $$
  select case when minutes <= 1 then 1 when minutes > 1 then least(64, 2 + floor(4 * ln(minutes) / ln(2::float8))::int) end
$$;

-- 采纳 by what makes cases easy or hard, for the adjusted share: of cases whose disposition is known, a hospital (of either side), kind
-- and year. Place m of the counts: cases submitted in month m of that year or later in it, so a period that begins in a month and ends
-- now is read from one place of its first year and the first place of each later one.
create table quality.adoption_sum (
  side text not null check (side in ('institution', 'performer')),
  year int not null,
  -- The hospital; empty: nobody has accepted.
  key text not null,
  urgency_level text not null,
  is_rare boolean not null,
  -- First level of 诊疗科目.
  specialty_code text not null,
  decided int[] not null check (cardinality(decided) = 12),
  adopted int[] not null check (cardinality(adopted) = 12),
  primary key (side, year, key, urgency_level, is_rare, specialty_code)
);
alter table quality.adoption_sum enable row level security;
alter table quality.adoption_sum force row level security;
create policy system_only on quality.adoption_sum for all using ((select platform.is_system()));
create policy platform_reads on quality.adoption_sum for select using ((select platform.is_platform()));
grant select, insert, update, delete on quality.adoption_sum to consilium_app;

create function quality.plus(a int[], b int[]) returns int[] language sql immutable as $$
  select array_agg(x.a + x.b order by x.place) from unnest(a, b) with ordinality x (a, b, place)
$$;

/* Carries what these cases tell of adoption now instead of before into the sums; net by month and cell first, cells in one order. */
create function quality.count_adoption(gone quality.case_state[], come quality.case_state[]) returns void language plpgsql
set plan_cache_mode = force_generic_plan as $$
declare
  has_less boolean;
begin
  with cases as (select g.*, -1 as sign from unnest(gone) g where g.is_adopted is not null
      union all select c.*, 1 from unnest(come) c where c.is_adopted is not null),
  sided as (select 'institution' as side, c.institution_id::text as key, c.* from cases c
    union all select 'performer', coalesce(c.performer_institution_id::text, ''), c.* from cases c),
  by_month as (select s.side, extract(year from s.month)::int as year, s.key, s.urgency_level, s.is_rare,
      left(s.specialty_code, 2) as specialty_code, extract(month from s.month)::int as at, sum(s.sign)::int as decided,
      sum(s.sign * s.is_adopted::int)::int as adopted
    from sided s group by 1, 2, 3, 4, 5, 6, 7 having (sum(s.sign), sum(s.sign * s.is_adopted::int)) <> (0, 0)),
  -- A month counts at the places up to its own.
  by_place as (select m.side, m.year, m.key, m.urgency_level, m.is_rare, m.specialty_code, p.place,
      coalesce(sum(m.decided) filter (where m.at >= p.place), 0)::int as decided,
      coalesce(sum(m.adopted) filter (where m.at >= p.place), 0)::int as adopted
    from by_month m cross join generate_series(1, 12) p (place) group by 1, 2, 3, 4, 5, 6, 7),
  written as (insert into quality.adoption_sum as kept
    select p.side, p.year, p.key, p.urgency_level, p.is_rare, p.specialty_code, array_agg(p.decided order by p.place),
      array_agg(p.adopted order by p.place)
    from by_place p group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
    on conflict (side, year, key, urgency_level, is_rare, specialty_code) do update set
      decided = quality.plus(kept.decided, excluded.decided), adopted = quality.plus(kept.adopted, excluded.adopted)
    returning decided[1] as left_over)
  select coalesce(bool_or(left_over = 0), false) into has_less from written;
  -- Only what lost its last case is gone.
  if has_less then
    delete from quality.adoption_sum k where k.decided[1] = 0
      and (k.side, k.year, k.key, k.urgency_level, k.is_rare, k.specialty_code) in (
        select x.side, extract(year from c.month)::int, x.key, c.urgency_level, c.is_rare, left(c.specialty_code, 2) from unnest(gone) c
        cross join lateral (values ('institution', c.institution_id::text), ('performer', coalesce(c.performer_institution_id::text, '')))
          x (side, key)
        where c.is_adopted is not null);
  end if;
end $$;

-- While all is built anew (`app.rebuild`), nothing follows: the sums are made from the states after.
create or replace function quality.count_state() returns trigger language plpgsql as $$
declare
  less quality.case_state[] := '{}';
  more quality.case_state[] := '{}';
begin
  if coalesce(current_setting('app.rebuild', true), '') = 'on' then return null; end if;
  -- Each operation has only the tables it changes.
  if tg_op <> 'INSERT' then less := array(select row(g.*)::quality.case_state from gone g); end if;
  if tg_op <> 'DELETE' then more := array(select row(c.*)::quality.case_state from come c); end if;
  if cardinality(less) + cardinality(more) = 0 then return null; end if;
  perform quality.count_states(less, more);
  perform quality.count_adoption(less, more);
  return null;
end $$;

-- What was there before.
select set_config('app.scope', 'system', true);
do $$
declare
  decided text;
  adopted text;
begin
  select string_agg(format('(count(*) filter (where c.at >= %s))::int', place), ', ' order by place),
      string_agg(format('(count(*) filter (where c.at >= %s and c.is_adopted))::int', place), ', ' order by place)
    into decided, adopted from generate_series(1, 12) place;
  execute format($insert$insert into quality.adoption_sum
    select x.side, c.year, x.key, c.urgency_level, c.is_rare, c.specialty_code, array[%s], array[%s]
    from (select extract(year from s.month)::int as year, extract(month from s.month)::int as at, s.institution_id::text as institution,
        coalesce(s.performer_institution_id::text, '') as performer, s.urgency_level, s.is_rare,
        left(s.specialty_code, 2) as specialty_code, s.is_adopted
      from quality.case_state s where s.is_adopted is not null) c
    cross join lateral (values ('institution', c.institution), ('performer', c.performer)) x (side, key)
    group by 1, 2, 3, 4, 5, 6$insert$, decided, adopted);
end $$;
select set_config('app.scope', '', true);

-- Which diseases a region asked a field about, and who took what within the last weeks: from the index alone.
drop index quality.case_fact_of_region, quality.case_fact_by_acceptance;
create index case_fact_of_region on quality.case_fact (region_code, specialty_code, submitted_at)
  include (category, institution_id, performer_institution_id);
create index case_fact_by_acceptance on quality.case_fact (accepted_at)
  include (performer_institution_id, specialty_code, institution_id) where accepted_at is not null;
