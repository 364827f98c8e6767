-- What the response model learns from: one line an offer that has ended, written by the database with the end itself, so
-- that no way of ending an offer can be forgotten. No word of the case.
create table dispatch.response_outcome (
  offer_id uuid primary key references dispatch.offer (id),
  person_id uuid not null references identity.person (id),
  -- First 诊疗科目 of the post, by code; null: none is known.
  specialty_code text,
  urgency_level text not null check (urgency_level in ('I', 'II', 'III', 'IV')),
  sent_at timestamptz not null,
  -- The expert's own clock when the offer was sent.
  utc_offset_minutes int not null check (utc_offset_minutes between -900 and 900),
  ended text not null check (ended in ('accepted', 'declined', 'expired', 'withdrawn')),
  waited_minutes double precision not null check (waited_minutes >= 0),
  -- Which transaction wrote it: a node asks for what its last reading has not seen.
  ended_in xid8 not null default pg_current_xact_id()
);
create index response_outcome_news on dispatch.response_outcome (ended_in);
create trigger response_outcome_append_only before update or delete on dispatch.response_outcome
  for each row execute function platform.refuse_change();
alter table dispatch.response_outcome enable row level security;
alter table dispatch.response_outcome force row level security;
create policy platform_only on dispatch.response_outcome for all using (platform.is_platform());
grant select, insert on dispatch.response_outcome to consilium_app;

create function dispatch.note_response() returns trigger language plpgsql as $$
begin
  insert into dispatch.response_outcome
    (offer_id, person_id, specialty_code, urgency_level, sent_at, utc_offset_minutes, ended, waited_minutes)
  select new.id, new.person_id,
    (select min(s.specialty_code) from experts.role_specialty s where s.practitioner_role_id = new.practitioner_role_id),
    -- A case without a level is dispatched as the most urgent.
    coalesce((select r.urgency_level from cases.consult_request r where r.id = new.case_id), 'I'),
    new.sent_at,
    coalesce((select extract(epoch from (new.sent_at at time zone o.time_zone) - (new.sent_at at time zone 'UTC')) / 60
      from identity.tenant o where o.id = new.institution_id)::int, 480),
    -- Whoever was taken back from had said yes.
    case when new.status = 'withdrawn' and new.withdraw_code = 'taken_back' then 'accepted' else new.status end,
    greatest(0, extract(epoch from coalesce(new.responded_at, new.expires_at) - new.sent_at) / 60)
  on conflict (offer_id) do nothing;
  return null;
end $$;
create trigger offer_ended after insert or update of status on dispatch.offer for each row
  when (new.status in ('accepted', 'declined', 'expired', 'withdrawn')) execute function dispatch.note_response();

-- The history so far, of all tenants.
select set_config('app.scope', 'system', true);
insert into dispatch.response_outcome
  (offer_id, person_id, specialty_code, urgency_level, sent_at, utc_offset_minutes, ended, waited_minutes)
select f.id, f.person_id,
  (select min(s.specialty_code) from experts.role_specialty s where s.practitioner_role_id = f.practitioner_role_id),
  coalesce((select r.urgency_level from cases.consult_request r where r.id = f.case_id), 'I'),
  f.sent_at,
  coalesce((select extract(epoch from (f.sent_at at time zone o.time_zone) - (f.sent_at at time zone 'UTC')) / 60
    from identity.tenant o where o.id = f.institution_id)::int, 480),
  case when f.status = 'withdrawn' and f.withdraw_code = 'taken_back' then 'accepted' else f.status end,
  greatest(0, extract(epoch from coalesce(f.responded_at, f.expires_at) - f.sent_at) / 60)
from dispatch.offer f where f.status in ('accepted', 'declined', 'expired', 'withdrawn');
select set_config('app.scope', '', true);
