-- What nodes keep in memory of tables that change rarely. Triggers count the topic up in the transaction of the change; who reads the
-- number knows whether what it keeps is still true.
create table platform.kept_version (
  topic text primary key,
  version bigint not null default 1
);
insert into platform.kept_version (topic) values ('inviters'), ('rank_model');
alter table platform.kept_version enable row level security;
alter table platform.kept_version force row level security;
-- Numbers only; counted by the triggers below, in the name of whoever changes something.
create policy anyone on platform.kept_version for all using (true);
grant select, update on platform.kept_version to consilium_app;

-- The trigger's argument is the topic.
create function platform.count_kept_version() returns trigger language plpgsql as $$
begin
  update platform.kept_version set version = version + 1 where topic = tg_argv[0];
  return null;
end $$;

do $$
declare t record;
begin
  for t in select * from (values ('identity.tenant', 'inviters'), ('organizations.organization', 'inviters'),
      ('organizations.agreement', 'inviters'), ('organizations.agreement_party', 'inviters'),
      ('matching.rank_model', 'rank_model'), ('matching.rank_model_use', 'rank_model')) as x(name, topic) loop
    execute format('create trigger kept_version after insert or update or delete on %s
      for each statement execute function platform.count_kept_version(%L)', t.name, t.topic);
  end loop;
end $$;

-- All numbers in one text; null when this very transaction changed one of them, so that what it reads may never come true.
create function platform.kept_state() returns text language sql stable as $$
  select case when bool_and(xmin is distinct from (pg_current_xact_id_if_assigned()::xid))
    then string_agg(topic || '=' || version, ' ' order by topic) end
  from platform.kept_version
$$;

-- A node asks for the experts that changed since it last read them, mostly none of a hundred thousand.
create index pool_change_by_time on experts.pool_change (changed_in);
