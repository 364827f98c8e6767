create schema dispatch;
grant usage on schema dispatch to consilium_app;

-- 派单 (FHIR Task): one question to one expert's role, alive until it is answered, withdrawn or its time is up.
create table dispatch.offer (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  ring text not null check (ring in ('named', 'best', 'dispatcher')),
  attempt int not null check (attempt > 0),
  practitioner_role_id uuid not null references experts.practitioner_role (id),
  person_id uuid not null references identity.person (id),
  institution_id uuid not null references organizations.organization (id),
  agreement_id uuid references organizations.agreement (id),
  expert_name text not null,
  decision_id uuid references matching.decision (id),
  -- Score and reasons as ranked; for a hand-made assignment the dispatcher's reason.
  grounds jsonb not null default '{}',
  status text not null check (status in ('sent', 'seen', 'accepted', 'declined', 'expired', 'withdrawn')),
  sent_at timestamptz not null,
  seen_at timestamptz,
  expires_at timestamptz not null,
  responded_at timestamptz,
  decline_code text,
  decline_note text check (length(decline_note) <= 500),
  withdraw_code text,
  check (expires_at > sent_at),
  check (status <> 'accepted' or responded_at < expires_at),
  check ((status = 'declined') = (decline_code is not null)),
  check ((status = 'withdrawn') = (withdraw_code is not null))
);
create unique index one_acceptance_per_case on dispatch.offer (case_id) where status = 'accepted';
create unique index one_live_offer_per_role on dispatch.offer (case_id, practitioner_role_id) where status in ('sent', 'seen');
create index offer_of_person on dispatch.offer (person_id, sent_at desc);
create index offer_of_case on dispatch.offer (case_id, attempt);

-- Where the search for an expert stands: who is next, who is the backup, and whether it is with a person.
create table dispatch.search (
  case_id uuid primary key references cases.consult_request (id),
  status text not null check (status in ('running', 'with_dispatcher', 'assigned', 'stopped')),
  ring text not null check (ring in ('named', 'best', 'dispatcher')),
  decision_id uuid references matching.decision (id),
  attempts int not null default 0,
  backup_practitioner_role_id uuid references experts.practitioner_role (id),
  backup_name text,
  -- Why it went to the dispatcher.
  reason_code text,
  started_at timestamptz not null,
  updated_at timestamptz not null
);

-- What came of finished consultations, by role: the ranking's memory, told by the event that closes a case.
create table dispatch.past_consult (
  case_id uuid primary key references cases.consult_request (id),
  practitioner_role_id uuid not null references experts.practitioner_role (id),
  diagnosis_codes text[] not null,
  specialty_code text,
  decision text not null check (decision in ('adopted', 'partly_adopted', 'not_adopted')),
  closed_at timestamptz not null
);
create index past_consult_of_role on dispatch.past_consult (practitioner_role_id);

insert into platform.state_transition (machine, from_state, to_state) values
  ('search', 'running', 'with_dispatcher'), ('search', 'running', 'assigned'), ('search', 'running', 'stopped'),
  ('search', 'with_dispatcher', 'running'), ('search', 'with_dispatcher', 'assigned'),
  ('search', 'with_dispatcher', 'stopped'), ('search', 'assigned', 'with_dispatcher'), ('search', 'assigned', 'stopped'),
  ('offer', 'sent', 'seen'), ('offer', 'sent', 'accepted'), ('offer', 'sent', 'declined'), ('offer', 'sent', 'expired'),
  ('offer', 'sent', 'withdrawn'), ('offer', 'seen', 'accepted'), ('offer', 'seen', 'declined'),
  ('offer', 'seen', 'expired'), ('offer', 'seen', 'withdrawn'), ('offer', 'accepted', 'withdrawn');
create trigger offer_transition before update of status on dispatch.offer
  for each row execute function platform.enforce_transition('offer');

do $$
declare t text;
begin
  foreach t in array array['offer', 'search', 'past_consult'] loop
    execute format('alter table dispatch.%I enable row level security', t);
    execute format('alter table dispatch.%I force row level security', t);
  end loop;
end $$;
create policy parties on dispatch.offer for all
  using (platform.is_platform() or institution_id = platform.current_institution()
    or exists (select 1 from cases.consult_request r where r.id = case_id and r.institution_id = platform.current_institution()));
create policy parties on dispatch.search for all
  using (platform.is_platform() or exists (select 1 from cases.consult_request r where r.id = case_id));
create policy memory on dispatch.past_consult for all using (platform.is_platform());
create trigger search_transition before update of status on dispatch.search
  for each row execute function platform.enforce_transition('search');
grant select, insert on dispatch.past_consult to consilium_app;
grant select, insert, update on dispatch.offer, dispatch.search to consilium_app;
