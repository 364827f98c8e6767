create schema notifications;
grant usage on schema notifications to consilium_app;

-- What a person was told inside the application. Codes and ids only; the page writes the sentence.
create table notifications.notice (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references identity.person (id),
  kind text not null,
  case_id uuid,
  subject_id uuid,
  details jsonb not null default '{}',
  event_id uuid not null,
  created_at timestamptz not null,
  read_at timestamptz,
  -- Delivery is at least once: the event's id makes it one notice.
  unique (person_id, event_id, kind)
);
create index notice_of_person on notifications.notice (person_id, created_at desc);
alter table notifications.notice enable row level security;
alter table notifications.notice force row level security;
create policy own on notifications.notice for all
  using (person_id = platform.current_person() or platform.is_system());
grant select, insert, update on notifications.notice to consilium_app;
