-- The application role owns nothing and cannot bypass row-level security; every transaction takes it on.
do $$
begin
  create role consilium_app nologin nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant consilium_app to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'consilium_app', 'member') then raise; end if;
end $$;
grant usage on schema platform to consilium_app;

-- Who asks, as withTx set it. Unset means nobody, and nobody sees nothing.
create function platform.current_institution() returns uuid language sql stable as
  $$ select nullif(current_setting('app.institution', true), '')::uuid $$;
create function platform.current_person() returns uuid language sql stable as
  $$ select nullif(current_setting('app.person', true), '')::uuid $$;
create function platform.is_system() returns boolean language sql stable as
  $$ select coalesce(current_setting('app.scope', true), '') = 'system' $$;
create function platform.is_platform() returns boolean language sql stable as
  $$ select coalesce(current_setting('app.scope', true), '') in ('platform', 'system') $$;
-- The database's clock; only tests move it.
create function platform.now() returns timestamptz language sql stable as
  $$ select now() + coalesce(nullif(current_setting('app.clock_offset', true), '')::interval, interval '0') $$;

-- Rows that may only be added.
create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_schema || '.' || tg_table_name using errcode = '42501';
end $$;

-- One table of allowed steps for every state machine; a trigger on the status column refuses the others.
create table platform.state_transition (
  machine text not null, from_state text not null, to_state text not null,
  primary key (machine, from_state, to_state)
);
alter table platform.state_transition enable row level security;
alter table platform.state_transition force row level security;
create policy everyone_reads on platform.state_transition for select using (true);
grant select on platform.state_transition to consilium_app;

create function platform.enforce_transition() returns trigger language plpgsql as $$
begin
  if new.status is distinct from old.status and not exists (
    select 1 from platform.state_transition
    where machine = tg_argv[0] and from_state = old.status and to_state = new.status)
  then
    raise exception '% may not go from % to %', tg_argv[0], old.status, new.status
      using errcode = '23514', constraint = 'state_transition';
  end if;
  return new;
end $$;

-- Transactional outbox: an event commits with the change it tells of; a relay fans it out to jobs.
create table platform.outbox (
  id uuid primary key default gen_random_uuid(),
  sequence bigint generated always as identity,
  topic text not null,
  subject_id uuid not null,
  payload jsonb not null default '{}',
  created_at timestamptz not null,
  relayed_at timestamptz
);
create index outbox_waiting on platform.outbox (sequence) where relayed_at is null;

-- Work due at an instant: a timer when that is in the future. One live row per kind and subject.
create table platform.job (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  subject_id uuid not null,
  dedupe_key text not null default '',
  payload jsonb not null default '{}',
  due_at timestamptz not null,
  attempts int not null default 0,
  status text not null default 'waiting' check (status in ('waiting', 'done', 'cancelled', 'dead')),
  last_error text,
  finished_at timestamptz,
  created_at timestamptz not null
);
create index job_due on platform.job (due_at) where status = 'waiting';
create unique index job_once on platform.job (kind, subject_id, dedupe_key) where status = 'waiting';

create table platform.idempotency (
  person_id uuid not null,
  route text not null,
  key text not null check (length(key) between 8 and 128),
  request_hash text not null,
  result jsonb not null,
  created_at timestamptz not null,
  primary key (person_id, route, key)
);

-- Hash-chained audit, one chain per institution so that hospitals do not wait for each other.
create table platform.audit_chain (
  institution_id uuid primary key,
  head_sequence bigint not null,
  head_hash text not null
);
create table platform.audit_entry (
  institution_id uuid not null,
  sequence bigint not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('person', 'system')),
  actor_id uuid,
  actor_label text not null,
  action text not null,
  subject_kind text not null,
  subject_id uuid,
  case_id uuid,
  case_institution_id uuid,
  outcome text not null check (outcome in ('done', 'refused', 'read')),
  details jsonb not null default '{}',
  previous_hash text not null,
  hash text not null,
  primary key (institution_id, sequence)
);
create index audit_by_case on platform.audit_entry (case_id, at) where case_id is not null;
create index audit_by_time on platform.audit_entry (institution_id, at);
create trigger audit_append_only before update or delete on platform.audit_entry
  for each row execute function platform.refuse_change();
create trigger audit_no_truncate before truncate on platform.audit_entry
  for each statement execute function platform.refuse_change();

create table platform.file (
  id uuid primary key,
  institution_id uuid not null,
  name text not null,
  media_type text not null,
  size_bytes bigint not null check (size_bytes >= 0),
  sha256 text not null,
  created_by uuid,
  created_at timestamptz not null
);

do $$
declare t text;
begin
  foreach t in array array['outbox', 'job', 'idempotency', 'audit_chain', 'audit_entry', 'file'] loop
    execute format('alter table platform.%I enable row level security', t);
    execute format('alter table platform.%I force row level security', t);
  end loop;
end $$;

-- Anyone's change may tell of itself and set a timer; only the system reads and runs them.
create policy tell on platform.outbox for insert with check (true);
create policy run on platform.outbox for all using (platform.is_system());
create policy schedule on platform.job for all using (true) with check (true);
create policy own_keys on platform.idempotency for all
  using (person_id = platform.current_person() or platform.is_system());
-- The chain head must be readable to whoever writes next; it holds no content.
create policy chain on platform.audit_chain for all using (true) with check (true);
create policy add_entry on platform.audit_entry for insert with check (true);
create policy read_entry on platform.audit_entry for select
  using (institution_id = platform.current_institution() or case_institution_id = platform.current_institution()
    or platform.is_platform());
create policy files_of_tenant on platform.file for all
  using (institution_id = platform.current_institution() or platform.is_platform());

grant select, insert, update on platform.outbox, platform.job, platform.idempotency, platform.audit_chain to consilium_app;
grant delete on platform.idempotency to consilium_app;
grant select, insert on platform.audit_entry to consilium_app;
grant select, insert, delete on platform.file to consilium_app;
