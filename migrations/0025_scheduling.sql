create schema scheduling;
grant usage on schema scheduling to consilium_app;

-- One person, one calendar, whatever posts he holds. A person without a row has no hours of his own.
create table scheduling.calendar (
  person_id uuid primary key references identity.person (id),
  -- Places the person on a number line of his own: see appointment_participant.occupied.
  ordinal bigint generated always as identity unique check (ordinal between 1 and 90000000),
  zone text not null default 'Asia/Shanghai' check (length(zone) between 1 and 64),
  -- [{"kind": …, "weekday": 1..7, "from": "08:00", "to": "12:00", "validFrom": …, "validTo": …, "everyWeeks": 1|2}]
  rules jsonb not null default '[]' check (jsonb_typeof(rules) = 'array'),
  buffer_minutes int not null default 0 check (buffer_minutes between 0 and 240),
  -- Over everything he does here; null: only what his hospitals set.
  day_cap int check (day_cap between 0 and 200),
  week_cap int check (week_cap between 0 and 500),
  day_minutes_cap int check (day_minutes_cap between 0 and 1440),
  week_minutes_cap int check (week_minutes_cap between 0 and 10080),
  follows_holidays boolean not null default true,
  -- Who is asked instead when he hands an appointment over.
  stand_in_person_id uuid references identity.person (id) check (stand_in_person_id <> person_id),
  -- SHA-256 of the secret in the address of his own .ics feed.
  feed_token_hash text unique,
  version int not null default 1,
  updated_at timestamptz not null
);

-- A stretch of time once: clinic, operation, leave, on-call, an opened hour.
create table scheduling.block (
  id uuid primary key,
  person_id uuid not null references scheduling.calendar (person_id),
  kind text not null check (kind in ('outpatient', 'surgery', 'leave', 'consultation', 'do_not_disturb', 'on_call', 'available')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- self 本人 · office 医务部 · his 医院系统 · ics 日历订阅
  source text not null check (source in ('self', 'office', 'his', 'ics')),
  -- What the source calls it: the same stretch sent again replaces it. Empty for those typed in.
  source_key text not null default '' check (length(source_key) <= 300),
  note text not null default '' check (length(note) <= 100),
  created_by uuid,
  created_at timestamptz not null,
  check (ends_at > starts_at and ends_at <= starts_at + interval '366 days')
);
create index block_of_person on scheduling.block (person_id, ends_at);
create unique index block_of_source on scheduling.block (person_id, source, source_key, starts_at) where source_key <> '';

-- Days on which the week does not hold.
create table scheduling.holiday (
  on_date date primary key,
  name text not null check (length(name) between 1 and 50),
  kind text not null check (kind in ('rest', 'work')),
  -- Whose hours hold on a day worked in exchange 调休: 1 Monday … 7 Sunday.
  stands_for int check (stands_for between 1 and 7),
  source text not null default '',
  check ((kind = 'work') = (stands_for is not null))
);

-- 预约 (FHIR Appointment): a time at which people meet over a case.
create table scheduling.appointment (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  -- The inviting institution.
  institution_id uuid not null references identity.tenant (id),
  person_ids uuid[] not null check (cardinality(person_ids) between 1 and 20),
  -- Every institution that has somebody in it.
  party_institution_ids uuid[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  status text not null check (status in ('held', 'booked', 'in_session', 'fulfilled', 'no_show', 'cancelled', 'moved')),
  -- A hold is over at this instant itself.
  hold_expires_at timestamptz,
  moved_to uuid references scheduling.appointment (id) deferrable initially deferred,
  -- Who did not come.
  absent_person_ids uuid[] not null default '{}',
  -- Who gave his place in it, or in those it was moved from, to a stand-in: it never comes back to them.
  handed_over_by uuid[] not null default '{}',
  reason_code text,
  reason text not null default '' check (length(reason) <= 500),
  -- Why it lies outside somebody's free time or over a cap; null: it does not.
  override_reason text check (length(override_reason) between 2 and 500),
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- Counts up with every change, as calendars that follow it expect (RFC 5545 SEQUENCE).
  sequence int not null default 0,
  check (ends_at > starts_at and ends_at <= starts_at + interval '12 hours'),
  check (status <> 'held' or hold_expires_at is not null),
  check ((status = 'moved') = (moved_to is not null) and moved_to is distinct from id),
  check (status <> 'no_show' or cardinality(absent_person_ids) > 0),
  check ((status in ('in_session', 'fulfilled')) <= (started_at is not null))
);
create index appointment_of_case on scheduling.appointment (case_id, starts_at);
create index appointment_of_institution on scheduling.appointment (institution_id, starts_at);
create index appointment_by_person on scheduling.appointment using gin (person_ids);

create table scheduling.appointment_participant (
  appointment_id uuid not null references scheduling.appointment (id),
  person_id uuid not null references scheduling.calendar (person_id),
  primary key (appointment_id, person_id),
  -- Written by trigger, from the appointment.
  is_live boolean not null default false,
  -- The person's ordinal × 10^11 + seconds since 1970: ranges of two people never meet, so that a plain range constraint
  -- keeps each person's own appointments apart without an extension.
  occupied int8range not null default 'empty',
  constraint one_place_at_a_time exclude using gist (occupied with &&) where (is_live)
);
create index participant_of_person on scheduling.appointment_participant (person_id);

create function scheduling.occupied(person uuid, starts timestamptz, ends timestamptz) returns int8range
language sql stable as $$
  select int8range(c.ordinal * 100000000000 + floor(extract(epoch from starts))::bigint,
    c.ordinal * 100000000000 + ceil(extract(epoch from ends))::bigint)
  from scheduling.calendar c where c.person_id = person
$$;
create function scheduling.fill_participant() returns trigger language plpgsql as $$
begin
  select a.status in ('held', 'booked', 'in_session'), scheduling.occupied(new.person_id, a.starts_at, a.ends_at)
    into strict new.is_live, new.occupied from scheduling.appointment a where a.id = new.appointment_id;
  return new;
end $$;
create trigger participant_filled before insert or update on scheduling.appointment_participant
  for each row execute function scheduling.fill_participant();
create function scheduling.follow_appointment() returns trigger language plpgsql as $$
begin
  update scheduling.appointment_participant set is_live = is_live where appointment_id = new.id;
  return null;
end $$;
create trigger participants_follow after update of status, starts_at, ends_at on scheduling.appointment
  for each row when (old.status is distinct from new.status or old.starts_at <> new.starts_at or old.ends_at <> new.ends_at)
  execute function scheduling.follow_appointment();

-- 候补: a meeting that found no time, and takes one when it becomes free.
create table scheduling.waitlist_entry (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  institution_id uuid not null references identity.tenant (id),
  person_ids uuid[] not null check (cardinality(person_ids) between 1 and 20),
  minutes int not null check (minutes between 5 and 720),
  from_at timestamptz not null,
  to_at timestamptz not null,
  status text not null check (status in ('waiting', 'filled', 'cancelled', 'lapsed')),
  appointment_id uuid references scheduling.appointment (id),
  created_by uuid,
  created_at timestamptz not null,
  check (to_at > from_at),
  check ((status = 'filled') = (appointment_id is not null))
);
create index waitlist_waiting on scheduling.waitlist_entry (created_at) where status = 'waiting';
create unique index waits_once on scheduling.waitlist_entry (case_id, person_ids) where status = 'waiting';

insert into platform.state_transition (machine, from_state, to_state) values
  ('appointment', 'held', 'booked'), ('appointment', 'held', 'cancelled'), ('appointment', 'held', 'moved'),
  ('appointment', 'booked', 'in_session'), ('appointment', 'booked', 'no_show'), ('appointment', 'booked', 'cancelled'),
  ('appointment', 'booked', 'moved'), ('appointment', 'in_session', 'fulfilled'), ('appointment', 'in_session', 'no_show'),
  ('waitlist_entry', 'waiting', 'filled'), ('waitlist_entry', 'waiting', 'cancelled'), ('waitlist_entry', 'waiting', 'lapsed');
create trigger appointment_transition before update of status on scheduling.appointment
  for each row execute function platform.enforce_transition('appointment');
create trigger waitlist_transition before update of status on scheduling.waitlist_entry
  for each row execute function platform.enforce_transition('waitlist_entry');

-- Whoever's calendar it is, and the hospitals he belongs to.
create function scheduling.is_of_mine(person uuid) returns boolean language sql stable as $$
  select person = platform.current_person()
    or exists (select 1 from identity.person p where p.id = person and p.institution_id = platform.current_institution())
    or exists (select 1 from experts.practitioner x join experts.practitioner_role r on r.practitioner_id = x.id
      where x.person_id = person and r.organization_id = platform.current_institution() and r.status <> 'retired')
$$;

do $$
declare t text;
begin
  foreach t in array array['calendar', 'block', 'holiday', 'appointment', 'appointment_participant', 'waitlist_entry'] loop
    execute format('alter table scheduling.%I enable row level security', t);
    execute format('alter table scheduling.%I force row level security', t);
  end loop;
end $$;
create policy own_people on scheduling.calendar for all using (platform.is_platform() or scheduling.is_of_mine(person_id));
create policy own_people on scheduling.block for all using (platform.is_platform() or scheduling.is_of_mine(person_id));
create policy directory on scheduling.holiday for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy manage on scheduling.holiday for all using (platform.is_platform());
create policy parties on scheduling.appointment for all
  using (platform.is_platform() or platform.current_person() = any (person_ids)
    or platform.current_institution() = any (party_institution_ids));
create policy parties on scheduling.appointment_participant for all
  using (platform.is_platform() or exists (select 1 from scheduling.appointment a where a.id = appointment_id));
create policy inviter on scheduling.waitlist_entry for all
  using (platform.is_platform() or institution_id = platform.current_institution());
grant select, insert, update on scheduling.calendar, scheduling.appointment, scheduling.appointment_participant,
  scheduling.waitlist_entry to consilium_app;
grant select, insert, update, delete on scheduling.block, scheduling.holiday to consilium_app;

-- Every expert with an account has a calendar from now on, on the clock of his account's institution. Hours and caps of his
-- posts stay where they are: they are his hospitals' consent, which the calendar narrows (docs/adr/0014).
insert into scheduling.calendar (person_id, zone, updated_at)
  select p.id, t.time_zone, now() from identity.person p join identity.tenant t on t.id = p.institution_id
  where exists (select 1 from experts.practitioner x where x.person_id = p.id);

-- What is known of 2026 and 2027; the operator adds what the next notice says.
insert into scheduling.holiday (on_date, name, kind, stands_for, source) values
  ('2026-01-01', '元旦', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-01-02', '元旦', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-01-03', '元旦', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-01-04', '元旦', 'work', 1, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-14', '春节', 'work', 5, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-15', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-16', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-17', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-18', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-19', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-20', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-21', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-22', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-23', '春节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-02-28', '春节', 'work', 5, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-04-04', '清明节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-04-05', '清明节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-04-06', '清明节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-05-01', '劳动节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-05-02', '劳动节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-05-03', '劳动节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-05-04', '劳动节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-05-05', '劳动节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-05-09', '劳动节', 'work', 5, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-06-19', '端午节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-06-20', '端午节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-06-21', '端午节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-09-20', '国庆节', 'work', 1, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-09-25', '中秋节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-09-26', '中秋节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-09-27', '中秋节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-10-01', '国庆节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-10-02', '国庆节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-10-03', '国庆节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-10-04', '国庆节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-10-05', '国庆节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-10-06', '国庆节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-10-07', '国庆节', 'rest', null, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2026-10-10', '国庆节', 'work', 5, '国务院办公厅关于2026年部分节假日安排的通知 (2025-11-04)'),
  ('2027-01-01', '元旦', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-02-05', '春节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-02-06', '春节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-02-07', '春节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-02-08', '春节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-04-05', '清明节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-05-01', '劳动节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-05-02', '劳动节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-06-09', '端午节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-09-15', '中秋节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-10-01', '国庆节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-10-02', '国庆节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)'),
  ('2027-10-03', '国庆节', 'rest', null, '全国年节及纪念日放假办法 (国务院令第795号)');
