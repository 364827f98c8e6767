-- 能力 by hospital and field, kept with every change of a post: the page of demand and capacity read all posts on every visit.
create table insight.capacity (
  organization_id uuid not null,
  specialty_code text not null,
  -- Posts that are active, and what they take a week together.
  experts int not null,
  weekly_cap int not null,
  primary key (organization_id, specialty_code)
);

/* Adds to and takes away from the cells of these posts; cells that become empty stay, with zeros. In one order. */
create function insight.count_posts(organizations uuid[], codes text[], signs int[], caps int[]) returns void language sql as $$
  insert into insight.capacity as kept
  select p.organization_id, p.code, sum(p.sign), sum(p.sign * p.cap) from unnest(organizations, codes, signs, caps) p (organization_id, code, sign, cap)
  group by 1, 2 having sum(p.sign) <> 0 or sum(p.sign * p.cap) <> 0 order by 1, 2
  on conflict (organization_id, specialty_code) do update set experts = kept.experts + excluded.experts, weekly_cap = kept.weekly_cap + excluded.weekly_cap
$$;

-- A post's fields are counted as the post stands. It is held until the end, so that nobody pauses it in between uncounted.
create function insight.follow_fields() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform from experts.practitioner_role r where r.id in (select c.practitioner_role_id from come c) order by r.id for share;
    perform insight.count_posts(array_agg(r.organization_id), array_agg(c.specialty_code), array_agg(1), array_agg(r.weekly_cap))
      from come c join experts.practitioner_role r on r.id = c.practitioner_role_id where r.status = 'active';
  else
    perform from experts.practitioner_role r where r.id in (select g.practitioner_role_id from gone g) order by r.id for share;
    perform insight.count_posts(array_agg(r.organization_id), array_agg(g.specialty_code), array_agg(-1), array_agg(r.weekly_cap))
      from gone g join experts.practitioner_role r on r.id = g.practitioner_role_id where r.status = 'active';
  end if;
  return null;
end $$;
create function insight.follow_posts() returns trigger language plpgsql as $$
begin
  perform insight.count_posts(array_agg(x.organization_id), array_agg(s.specialty_code), array_agg(x.sign), array_agg(x.weekly_cap)) from (
      select g.id, g.organization_id, g.weekly_cap, -1 as sign from gone g where g.status = 'active'
      union all select c.id, c.organization_id, c.weekly_cap, 1 from come c where c.status = 'active') x
    join experts.role_specialty s on s.practitioner_role_id = x.id;
  return null;
end $$;
/* While the post still stands, its fields are taken away; the cascade would come after it. */
create function insight.forget_fields() returns trigger language plpgsql as $$
begin
  delete from experts.role_specialty where practitioner_role_id = old.id;
  return old;
end $$;
create trigger insight_follows_new after insert on experts.role_specialty referencing new table as come
  for each statement execute function insight.follow_fields();
create trigger insight_follows_gone after delete on experts.role_specialty referencing old table as gone
  for each statement execute function insight.follow_fields();
create trigger insight_follows_changed after update on experts.practitioner_role referencing old table as gone new table as come
  for each statement execute function insight.follow_posts();
create trigger insight_follows_gone before delete on experts.practitioner_role
  for each row execute function insight.forget_fields();
-- A field is added and taken away, never rewritten: `follow_fields` counts nothing else.
create trigger insight_counts_by_row before update of practitioner_role_id, specialty_code on experts.role_specialty
  for each row execute function platform.refuse_change();

alter table insight.capacity enable row level security;
alter table insight.capacity force row level security;
create policy platform_reads on insight.capacity for select using ((select platform.is_platform()));
-- Whoever changes a post changes its cell, by the triggers alone.
create policy follows on insight.capacity for all using ((select platform.is_system()) or pg_trigger_depth() > 0);
grant select, insert, update, delete on insight.capacity to consilium_app;

-- 时段 over everything: hour by region and field has nearly as many cells as there are cases.
create table insight.peak_all (
  month date not null,
  weekday int not null check (weekday between 1 and 7),
  hour int not null check (hour between 0 and 23),
  requests int not null,
  met int not null,
  late int not null,
  wait_minutes bigint not null,
  primary key (month, weekday, hour)
);
alter table insight.peak_all enable row level security;
alter table insight.peak_all force row level security;
create policy platform_reads on insight.peak_all for select using ((select platform.is_platform()));
create policy system_writes on insight.peak_all for all using ((select platform.is_system()));
grant select, insert, update, delete on insight.peak_all to consilium_app;
create index peak_of_region on insight.peak (region_code, month);
create index peak_of_specialty on insight.peak (specialty_code, month);

/* What facts add to the hours and take away: fired by the hours of each region and field, which come net and in one order. */
create function insight.follow_hours() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into insight.peak_all as kept
    select c.month, c.weekday, c.hour, sum(c.requests), sum(c.met), sum(c.late), sum(c.wait_minutes) from come c group by 1, 2, 3
    order by 1, 2, 3
    on conflict (month, weekday, hour) do update set requests = kept.requests + excluded.requests, met = kept.met + excluded.met,
      late = kept.late + excluded.late, wait_minutes = kept.wait_minutes + excluded.wait_minutes;
  else
    insert into insight.peak_all as kept
    select x.month, x.weekday, x.hour, sum(x.sign * x.requests), sum(x.sign * x.met), sum(x.sign * x.late), sum(x.sign * x.wait_minutes)
    from (select g.*, -1 as sign from gone g union all select c.*, 1 from come c) x group by 1, 2, 3
    order by 1, 2, 3
    on conflict (month, weekday, hour) do update set requests = kept.requests + excluded.requests, met = kept.met + excluded.met,
      late = kept.late + excluded.late, wait_minutes = kept.wait_minutes + excluded.wait_minutes;
  end if;
  return null;
end $$;
create trigger hours_follow_new after insert on insight.peak referencing new table as come
  for each statement execute function insight.follow_hours();
create trigger hours_follow_changed after update on insight.peak referencing old table as gone new table as come
  for each statement execute function insight.follow_hours();

-- Whether the advice was adopted, beside the states: difficulty is adjusted over all cases of a period, from the index alone.
alter table quality.case_state add column is_adopted boolean;
alter table quality.case_state disable trigger count_state_changed;
select set_config('app.scope', 'system', true);
update quality.case_state s set is_adopted = case s.states[array_position(l.codes, 'adopted')] when 1 then true when 2 then false end
  from quality.state_layout l;
insert into insight.capacity
  select r.organization_id, s.specialty_code, count(*), sum(r.weekly_cap)
  from experts.practitioner_role r join experts.role_specialty s on s.practitioner_role_id = r.id where r.status = 'active' group by 1, 2;
insert into insight.peak_all
  select p.month, p.weekday, p.hour, sum(p.requests), sum(p.met), sum(p.late), sum(p.wait_minutes) from insight.peak p group by 1, 2, 3;
select set_config('app.scope', '', true);
alter table quality.case_state enable trigger count_state_changed;
create index case_state_adopted on quality.case_state (month)
  include (performer_institution_id, institution_id, urgency_level, is_rare, specialty_code, is_adopted) where is_adopted is not null;

-- The posts of a few experts.
create index role_of_practitioner on experts.practitioner_role (practitioner_id);

-- What the pages measured of a case's calls, once they are over: how many measurements, and how many of them were fine.
alter table quality.case_fact add column calls_measured int not null default 0;
alter table quality.case_fact add column calls_smooth int not null default 0;
create trigger quality_hears_end after update of status on room.room for each row
  when (new.status = 'closed' and old.status <> 'closed') execute function quality.touch_case('case_id');

-- A hospital's own pages: what was closed last, what waits, who declined and why.
create index request_closed_of_institution on cases.consult_request (institution_id, closed_at desc) where status = 'closed';
create index offer_declined_of_institution on dispatch.offer (institution_id, sent_at) where status = 'declined';
create index access_of_institution on cases.access (institution_id) where ended_at is null;

-- Who asks is one answer a statement, not one a row: tables that are read whole.
do $$
declare t text;
begin
  foreach t in array array['practitioner', 'practitioner_role', 'role_specialty', 'claim'] loop
    execute format('alter policy directory on experts.%I
      using ((select platform.is_platform()) or (select platform.current_institution()) is not null)', t);
  end loop;
end $$;
alter policy write_role on experts.practitioner_role
  using ((select platform.is_platform()) or organization_id = (select platform.current_institution()));
alter policy write_specialty on experts.role_specialty using ((select platform.is_platform()) or exists (select 1 from experts.practitioner_role r
  where r.id = practitioner_role_id and r.organization_id = (select platform.current_institution())));
alter policy parties on cases.consult_request using (institution_id = (select platform.current_institution()) or (select platform.is_platform())
  or exists (select 1 from cases.access a where a.case_id = consult_request.id and a.ended_at is null
    and a.institution_id = (select platform.current_institution())));
alter policy own_access on cases.access using (institution_id = (select platform.current_institution())
  or case_institution_id = (select platform.current_institution()) or (select platform.is_platform()));
