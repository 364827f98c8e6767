-- 订阅日历: a calendar elsewhere (.ics by address) that is read again and again into a person's one calendar.
create table scheduling.subscription (
  id uuid primary key,
  person_id uuid not null references scheduling.calendar (person_id),
  name text not null check (length(name) between 1 and 60),
  -- Whoever knows a private calendar's address can read it: sealed with the field key, and never shown again.
  address_cipher text not null,
  address_index text not null,
  -- What is shown of the address.
  host text not null check (length(host) between 1 and 260),
  every_minutes int not null check (every_minutes between 15 and 1440),
  -- What the server said of the content last read, for asking only for what is new.
  etag text check (length(etag) <= 300),
  last_modified text check (length(last_modified) <= 100),
  content_sha256 text,
  -- When the content was last laid out into blocks; repetitions reach a year from there.
  laid_out_at timestamptz,
  next_at timestamptz not null,
  -- A node works on it until then.
  lease_until timestamptz,
  failures int not null default 0 check (failures >= 0),
  last_run_at timestamptz,
  last_good_at timestamptz,
  -- {code, zh, en, imported, leftOut, problems: [{line, fault, zh, en}]}
  outcome jsonb,
  created_by uuid,
  created_at timestamptz not null,
  unique (person_id, address_index)
);
create index subscription_due on scheduling.subscription (next_at);

alter table scheduling.subscription enable row level security;
alter table scheduling.subscription force row level security;
create policy own_people on scheduling.subscription for all
  using (platform.is_platform() or scheduling.is_of_mine(person_id));
grant select, insert, update, delete on scheduling.subscription to consilium_app;

-- feed 订阅日历: what a subscription says, apart from the file that was brought by hand (ics).
alter table scheduling.block drop constraint block_source_check;
alter table scheduling.block add constraint block_source_check
  check (source in ('self', 'office', 'his', 'ics', 'feed'));
