-- Which experts changed, so that an index in memory reads these again and not the whole pool. One row an expert, with the
-- transaction that changed him last: a reader asks which of them its own snapshot did not see.
create table experts.pool_change (
  practitioner_id uuid primary key references experts.practitioner (id),
  changed_in xid8 not null
);
alter table experts.pool_change enable row level security;
alter table experts.pool_change force row level security;
-- Ids only; written by the triggers below, in the name of whoever changes an expert.
create policy anyone on experts.pool_change for all using (true);
grant select, insert, update on experts.pool_change to consilium_app;

create function experts.note_pool_change(ids uuid[]) returns void language sql as $$
  insert into experts.pool_change (practitioner_id, changed_in)
    select distinct id, pg_current_xact_id() from unnest(ids) as id
    where id is not null
    order by id
  on conflict (practitioner_id) do update set changed_in = excluded.changed_in
    where pool_change.changed_in <> excluded.changed_in
$$;

-- The triggers' argument is the column that names the expert.
create function experts.note_rows_changed() returns trigger language plpgsql as $$
declare ids uuid[];
begin
  if tg_op = 'INSERT' then
    execute format('select array_agg(distinct %I) from now_rows', tg_argv[0]) into ids;
  elsif tg_op = 'UPDATE' then
    execute format('select array_agg(distinct id) from (select %1$I as id from now_rows union select %1$I from old_rows) x', tg_argv[0]) into ids;
  else
    execute format('select array_agg(distinct %I) from old_rows', tg_argv[0]) into ids;
  end if;
  if ids is not null then perform experts.note_pool_change(ids); end if;
  return null;
end $$;

do $$
declare t record;
begin
  for t in select * from (values ('practitioner', 'id'), ('practitioner_role', 'practitioner_id'),
      ('claim', 'practitioner_id'), ('claim_conflict', 'practitioner_id')) as x(name, key) loop
    execute format('create trigger pool_inserted after insert on experts.%I referencing new table as now_rows
      for each statement execute function experts.note_rows_changed(%L)', t.name, t.key);
    execute format('create trigger pool_updated after update on experts.%I referencing old table as old_rows new table as now_rows
      for each statement execute function experts.note_rows_changed(%L)', t.name, t.key);
  end loop;
end $$;

create function experts.note_specialties_changed() returns trigger language plpgsql as $$
declare ids uuid[];
begin
  if tg_op = 'DELETE' then
    select array_agg(distinct r.practitioner_id) into ids
      from old_rows o join experts.practitioner_role r on r.id = o.practitioner_role_id;
  else
    select array_agg(distinct r.practitioner_id) into ids
      from now_rows n join experts.practitioner_role r on r.id = n.practitioner_role_id;
  end if;
  if ids is not null then perform experts.note_pool_change(ids); end if;
  return null;
end $$;
create trigger pool_inserted after insert on experts.role_specialty referencing new table as now_rows
  for each statement execute function experts.note_specialties_changed();
create trigger pool_updated after update on experts.role_specialty referencing new table as now_rows
  for each statement execute function experts.note_specialties_changed();
create trigger pool_deleted after delete on experts.role_specialty referencing old table as old_rows
  for each statement execute function experts.note_specialties_changed();

-- What ranking shows and judges of a hospital: its name, region, time zone, whether it takes part. No expert's row changes
-- with it, so the pool's version does here.
create function experts.note_organization_changed() returns trigger language plpgsql as $$
begin
  perform experts.note_pool_change((select array_agg(distinct practitioner_id)
    from experts.practitioner_role where organization_id = new.id));
  update experts.pool_version set version = version + 1;
  return null;
end $$;
create trigger pool_changed after update on organizations.organization for each row
  when (old.name <> new.name or old.region_code <> new.region_code)
  execute function experts.note_organization_changed();
create trigger pool_changed after update on identity.tenant for each row
  when (old.status is distinct from new.status or old.time_zone is distinct from new.time_zone)
  execute function experts.note_organization_changed();
