create schema triage;
grant usage on schema triage to consilium_app;

-- Each judgment of urgency, by machine or by a person, with everything it was made from.
create table triage.assessment (
  id uuid primary key,
  -- Two judgments of one moment keep their order.
  sequence bigint generated always as identity,
  case_id uuid not null references cases.consult_request (id),
  level text not null check (level in ('I', 'II', 'III', 'IV')),
  made_by text not null check (made_by in ('machine', 'person')),
  person_id uuid,
  person_name text,
  -- Required of a person: why the machine's level was changed.
  override_reason text check (length(override_reason) between 2 and 500),
  model_version text not null,
  inputs jsonb not null,
  reasons jsonb not null,
  missing jsonb not null,
  problems jsonb not null,
  vitals_from_text jsonb not null,
  scores jsonb not null,
  clocks jsonb not null,
  made_at timestamptz not null,
  check ((made_by = 'person') = (person_id is not null and person_name is not null and override_reason is not null))
);
create index assessment_of_case on triage.assessment (case_id, sequence);
alter table triage.assessment enable row level security;
alter table triage.assessment force row level security;
create policy with_case on triage.assessment for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
create trigger assessment_append_only before update or delete on triage.assessment
  for each row execute function platform.refuse_change();
grant select, insert on triage.assessment to consilium_app;
