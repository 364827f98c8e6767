-- 送达去向: a hospital system that receives signed opinions.
create table interop.destination (
  id uuid primary key,
  institution_id uuid not null references organizations.organization (id),
  name text not null check (length(name) between 1 and 60),
  kind text not null check (kind in ('mllp', 'fhir', 'folder')),
  -- Of the shape its kind has; never a secret.
  settings jsonb not null,
  secret_cipher text,
  status text not null check (status in ('enabled', 'paused')),
  version int not null default 1,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (institution_id, name),
  unique (id, institution_id)
);

-- 送达: one signed version of an opinion on its way to one destination.
create table interop.delivery (
  id uuid primary key,
  destination_id uuid not null,
  institution_id uuid not null,
  case_id uuid not null references cases.consult_request (id),
  case_number text not null,
  opinion_version int not null check (opinion_version > 0),
  status text not null check (status in ('queued', 'sent', 'acknowledged', 'failed')),
  attempts int not null default 0,
  -- A queued one is tried then; null once it has ended.
  next_at timestamptz,
  -- A node works on it until then; afterwards another takes it over.
  lease_until timestamptz,
  -- SHA-256 of what was sent last.
  content_sha256 text,
  -- What the receiver said, or why it did not work: {code, zh, en}.
  outcome jsonb,
  created_at timestamptz not null,
  sent_at timestamptz,
  ended_at timestamptz,
  foreign key (destination_id, institution_id) references interop.destination (id, institution_id),
  -- The same version goes to a destination once, however often its signing is told.
  unique (destination_id, case_id, opinion_version),
  check ((status in ('acknowledged', 'failed')) = (ended_at is not null)),
  check (status <> 'queued' or next_at is not null)
);
create index delivery_due on interop.delivery (next_at) where status in ('queued', 'sent');
create index delivery_of_institution on interop.delivery (institution_id, created_at desc);
insert into platform.state_transition (machine, from_state, to_state) values
  ('opinion_delivery', 'queued', 'sent'), ('opinion_delivery', 'queued', 'failed'),
  ('opinion_delivery', 'sent', 'acknowledged'), ('opinion_delivery', 'sent', 'failed'),
  ('opinion_delivery', 'sent', 'queued'), ('opinion_delivery', 'failed', 'queued'),
  ('destination', 'paused', 'enabled'), ('destination', 'enabled', 'paused');
create trigger delivery_transition before update of status on interop.delivery
  for each row execute function platform.enforce_transition('opinion_delivery');
create trigger destination_transition before update of status on interop.destination
  for each row execute function platform.enforce_transition('destination');

do $$
declare t text;
begin
  foreach t in array array['destination', 'delivery'] loop
    execute format('alter table interop.%I enable row level security', t);
    execute format('alter table interop.%I force row level security', t);
    execute format('create policy of_tenant on interop.%I for all
      using (platform.is_platform() or institution_id = platform.current_institution())', t);
  end loop;
end $$;
grant select, insert, update on interop.destination, interop.delivery to consilium_app;
