create schema interop;
grant usage on schema interop to consilium_app;

-- 连接: one hospital system that sends or is asked for its staff.
create table interop.connector (
  id uuid primary key,
  institution_id uuid not null references organizations.organization (id),
  name text not null check (length(name) between 1 and 60),
  kind text not null check (kind in ('mllp', 'fhir', 'file_drop')),
  -- Of the shape its kind has; never a secret.
  settings jsonb not null,
  -- Password or token, sealed with the field key.
  secret_cipher text,
  -- How the hospital fills its fields: identifier types, department and title fields, its own codes.
  mapping jsonb not null default '{}',
  -- Minutes between two runs; null: only by hand, or whenever a message arrives.
  schedule_minutes int check (schedule_minutes between 5 and 10080),
  status text not null default 'paused' check (status in ('enabled', 'paused')),
  -- FHIR: the server's changes are known up to here.
  watermark timestamptz,
  -- Counts up with each change, so that two administrators do not overwrite each other.
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (institution_id, name),
  unique (id, institution_id),
  check (kind <> 'mllp' or schedule_minutes is null)
);
-- A message's sender is one connector, whatever the case of its letters.
create unique index connector_of_sender on interop.connector
  (lower(settings ->> 'sendingApplication'), lower(settings ->> 'sendingFacility')) where kind = 'mllp';
create unique index connector_of_folder on interop.connector ((settings ->> 'folder')) where kind = 'file_drop';

-- 运行: one message, one pull, one sweep of a folder; a dry run changes nothing but this log.
create table interop.run (
  id uuid primary key,
  connector_id uuid not null,
  institution_id uuid not null,
  trigger text not null check (trigger in ('schedule', 'manual', 'message', 'upload', 'retry')),
  is_dry_run boolean not null default false,
  status text not null check (status in ('queued', 'running', 'done', 'failed')),
  -- A node works on it until then; afterwards another takes it over and goes on where it stopped.
  lease_until timestamptz,
  attempts int not null default 0,
  -- MSH-10 of a message, name of a file.
  reference text not null default '' check (length(reference) <= 200),
  -- Where an interrupted run goes on, by kind.
  cursor jsonb not null default '{}',
  -- What stopped it, in both languages.
  failure jsonb,
  -- Of the message or file as a whole.
  faults jsonb not null default '[]',
  requested_by uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  foreign key (connector_id, institution_id) references interop.connector (id, institution_id),
  check ((status in ('done', 'failed')) = (finished_at is not null)),
  check (status <> 'failed' or failure is not null)
);
create index run_of_connector on interop.run (connector_id, created_at desc);
create index run_waiting on interop.run (created_at) where status in ('queued', 'running');
-- At most one run of a connector waits or works at a time; messages come one after the other on their own.
create unique index run_at_a_time on interop.run (connector_id)
  where status in ('queued', 'running') and trigger <> 'message';

create table interop.run_row (
  run_id uuid not null references interop.run (id),
  row_number int not null check (row_number > 0),
  -- Segment, JSON pointer, or file and row.
  place text not null,
  action text not null check (action in ('add', 'update', 'deactivate', 'reactivate')),
  result text not null
    check (result in ('added', 'changed', 'unchanged', 'conflict', 'rejected', 'quarantined')),
  -- The person's key in the hospital's system.
  staff_key text not null,
  practitioner_id uuid,
  -- [{place, code, severity, value, zh, en, remedyZh, remedyEn}]
  faults jsonb not null default '[]',
  primary key (run_id, row_number)
);

-- 工号对应: whom the key of a hospital's system means here. It also keeps how new the known facts are.
create table interop.staff_link (
  connector_id uuid not null references interop.connector (id),
  staff_key text not null check (length(staff_key) between 1 and 200),
  institution_id uuid not null,
  -- The sender's key of the person where the staff key is one of a post.
  person_key text not null,
  -- Null: word of his leaving came before anything else of him.
  practitioner_id uuid references experts.practitioner (id),
  practitioner_role_id uuid references experts.practitioner_role (id),
  status text not null check (status in ('active', 'inactive')),
  effective_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (connector_id, staff_key),
  foreign key (connector_id, institution_id) references interop.connector (id, institution_id),
  check (status = 'inactive' or practitioner_role_id is not null)
);
create index link_of_person_key on interop.staff_link (connector_id, person_key);
create index link_of_practitioner on interop.staff_link (practitioner_id);

-- 收件: each message once; what is sent again is answered as before.
create table interop.inbox (
  connector_id uuid not null references interop.connector (id),
  control_id text not null check (length(control_id) between 1 and 199),
  institution_id uuid not null,
  -- Keyed hash of the message's bytes.
  content_hash text not null,
  run_id uuid not null references interop.run (id),
  -- The acknowledgement as it was sent; null while the message is being worked on.
  reply text,
  received_at timestamptz not null,
  primary key (connector_id, control_id),
  foreign key (connector_id, institution_id) references interop.connector (id, institution_id)
);

-- 隔离: what could not be taken, sealed, until somebody has mended it or put it aside.
create table interop.quarantine (
  id uuid primary key,
  connector_id uuid not null,
  institution_id uuid not null,
  run_id uuid not null references interop.run (id),
  row_number int,
  reference text not null default '' check (length(reference) <= 200),
  faults jsonb not null,
  -- Emptied when it is landed or discarded.
  content_cipher text,
  status text not null default 'held' check (status in ('held', 'landed', 'discarded')),
  reason text check (length(reason) between 1 and 500),
  received_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  foreign key (connector_id, institution_id) references interop.connector (id, institution_id),
  check ((status = 'held') = (decided_at is null)),
  check ((status = 'held') = (content_cipher is not null)),
  check (status <> 'discarded' or reason is not null)
);
create index quarantine_held on interop.quarantine (connector_id, received_at) where status = 'held';

insert into platform.state_transition (machine, from_state, to_state) values
  ('connector', 'paused', 'enabled'), ('connector', 'enabled', 'paused'),
  ('connector_run', 'queued', 'running'), ('connector_run', 'running', 'done'), ('connector_run', 'running', 'failed'),
  ('connector_run', 'queued', 'failed'),
  ('quarantine', 'held', 'landed'), ('quarantine', 'held', 'discarded');
create trigger connector_transition before update of status on interop.connector
  for each row execute function platform.enforce_transition('connector');
create trigger run_transition before update of status on interop.run
  for each row execute function platform.enforce_transition('connector_run');
create trigger quarantine_transition before update of status on interop.quarantine
  for each row execute function platform.enforce_transition('quarantine');

do $$
declare t text;
begin
  foreach t in array array['connector', 'run', 'run_row', 'staff_link', 'inbox', 'quarantine'] loop
    execute format('alter table interop.%I enable row level security', t);
    execute format('alter table interop.%I force row level security', t);
  end loop;
  foreach t in array array['connector', 'run', 'staff_link', 'inbox', 'quarantine'] loop
    execute format('create policy of_tenant on interop.%I for all
      using (platform.is_platform() or institution_id = platform.current_institution())', t);
  end loop;
end $$;
create policy of_tenant on interop.run_row for all using (exists (select 1 from interop.run r where r.id = run_id));
grant select, insert, update on interop.connector, interop.run, interop.staff_link, interop.inbox,
  interop.quarantine to consilium_app;
grant select, insert on interop.run_row to consilium_app;
