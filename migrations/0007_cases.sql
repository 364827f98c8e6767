create schema cases;
grant usage on schema cases to consilium_app;

-- 会诊申请 (FHIR ServiceRequest). In draft only institution, requester and `draft` are filled.
create table cases.consult_request (
  id uuid primary key,
  -- Counted per inviting institution and year: 2026-000123.
  number text,
  institution_id uuid not null references identity.tenant (id),
  requester_person_id uuid not null references identity.person (id),
  requester_name text not null,
  institution_name text not null,
  status text not null check (status in ('draft', 'submitted', 'triaged', 'dispatching', 'accepted', 'in_session',
    'opinion_signed', 'closed', 'cancelled', 'returned')),
  -- The form as typed, autosaved; checked only on submission.
  draft jsonb not null default '{}',
  draft_saved_at timestamptz,
  mode text check (mode in ('written', 'video')),
  patient_name text,
  patient_sex text check (patient_sex in ('male', 'female', 'unknown')),
  patient_age_years double precision check (patient_age_years between 0 and 130),
  patient_is_pregnant boolean,
  question text check (length(question) <= 2000),
  summary text check (length(summary) <= 20000),
  vitals jsonb not null default '{}',
  wanted_specialty_code text,
  wanted_title_rank text check (wanted_title_rank in ('senior', 'associate', 'any')),
  named_practitioner_role_id uuid references experts.practitioner_role (id),
  urgency_level text check (urgency_level in ('I', 'II', 'III', 'IV')),
  -- Who must act now; null when nobody, because the case has ended.
  next_actor text check (next_actor in ('requester', 'system', 'expert', 'dispatcher')),
  -- When the current step must be done, by the level's clock; null when nothing is awaited.
  due_at timestamptz,
  -- Liability differs: in a 会诊 the inviter decides. Source: 国卫医发〔2018〕25号.
  liability_class text not null default 'consult' check (liability_class in ('consult', 'diagnosis')),
  version int not null default 1,
  submitted_at timestamptz,
  closed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (institution_id, number),
  unique (id, institution_id),
  check (status in ('draft', 'cancelled') or (number is not null and question is not null and summary is not null
    and mode is not null and patient_name is not null and submitted_at is not null)),
  check (status not in ('dispatching', 'accepted', 'in_session', 'opinion_signed', 'closed') or urgency_level is not null),
  check ((status = 'closed') = (closed_at is not null))
);
create index request_of_institution on cases.consult_request (institution_id, created_at desc);
create index request_open on cases.consult_request (status, due_at) where status not in ('draft', 'closed', 'cancelled');

create table cases.request_number (
  institution_id uuid not null,
  year int not null,
  last_number int not null,
  primary key (institution_id, year)
);

create table cases.suspected_diagnosis (
  case_id uuid not null references cases.consult_request (id),
  position int not null,
  -- Null when the doctor's own words could not be coded.
  code text,
  name text not null check (length(name) <= 200),
  primary key (case_id, position)
);

-- 知情同意, per purpose. Source: 个人信息保护法 第23、29条 (单独同意).
create table cases.consent (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  purpose text not null check (purpose in ('consult', 'recording', 'teaching')),
  text_version text not null,
  given_by text not null check (given_by in ('patient', 'guardian', 'relative', 'emergency_approver')),
  signer_name text not null check (length(signer_name) between 1 and 50),
  form text not null check (form in ('paper', 'electronic', 'emergency')),
  given_at timestamptz not null,
  recorded_by uuid not null,
  withdrawn_at timestamptz
);

create table cases.attachment (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  file_id uuid not null references platform.file (id),
  title text not null,
  media_type text not null,
  size_bytes bigint not null,
  added_by uuid not null,
  added_at timestamptz not null,
  removed_at timestamptz
);

-- Which other institution (and whose expert) may see the case, why, and until when.
create table cases.access (
  id uuid primary key,
  case_id uuid not null,
  -- The inviting institution: it sees to whom its case is open.
  case_institution_id uuid not null,
  -- The tenant of the person's account, which row-level security compares.
  institution_id uuid not null,
  person_id uuid not null,
  basis text not null check (basis in ('offer', 'assignment')),
  granted_at timestamptz not null,
  ended_at timestamptz,
  foreign key (case_id, case_institution_id) references cases.consult_request (id, institution_id),
  foreign key (person_id, institution_id) references identity.person (id, institution_id)
);
create unique index access_live on cases.access (case_id, person_id, basis) where ended_at is null;

-- 时间线: every step, who, when, why.
create table cases.timeline_entry (
  case_id uuid not null references cases.consult_request (id),
  sequence int not null,
  at timestamptz not null,
  kind text not null,
  actor_person_id uuid,
  actor_label text not null,
  -- Codes, names of experts and institutions, reasons; shown by the page in words.
  details jsonb not null default '{}',
  primary key (case_id, sequence)
);
create trigger timeline_append_only before update or delete on cases.timeline_entry
  for each row execute function platform.refuse_change();

insert into platform.state_transition (machine, from_state, to_state) values
  ('case', 'draft', 'submitted'), ('case', 'draft', 'cancelled'),
  ('case', 'submitted', 'triaged'), ('case', 'submitted', 'cancelled'), ('case', 'submitted', 'returned'),
  ('case', 'triaged', 'dispatching'), ('case', 'triaged', 'cancelled'), ('case', 'triaged', 'returned'),
  ('case', 'dispatching', 'accepted'), ('case', 'dispatching', 'cancelled'), ('case', 'dispatching', 'returned'),
  ('case', 'returned', 'submitted'), ('case', 'returned', 'cancelled'),
  ('case', 'accepted', 'in_session'), ('case', 'accepted', 'opinion_signed'), ('case', 'accepted', 'dispatching'),
  ('case', 'accepted', 'cancelled'), ('case', 'in_session', 'opinion_signed'),
  ('case', 'opinion_signed', 'closed');
create trigger case_transition before update of status on cases.consult_request
  for each row execute function platform.enforce_transition('case');

do $$
declare t text;
begin
  foreach t in array array['consult_request', 'request_number', 'suspected_diagnosis', 'consent', 'attachment', 'access', 'timeline_entry'] loop
    execute format('alter table cases.%I enable row level security', t);
    execute format('alter table cases.%I force row level security', t);
  end loop;
end $$;
create policy own_access on cases.access for select
  using (institution_id = platform.current_institution() or case_institution_id = platform.current_institution()
    or platform.is_platform());
create policy system_writes on cases.access for all using (platform.is_platform());
create policy parties on cases.consult_request for select
  using (institution_id = platform.current_institution() or platform.is_platform()
    or exists (select 1 from cases.access a where a.case_id = consult_request.id and a.ended_at is null
      and a.institution_id = platform.current_institution()));
create policy add_own on cases.consult_request for insert
  with check (institution_id = platform.current_institution() or platform.is_system());
create policy change on cases.consult_request for update
  using (institution_id = platform.current_institution() or platform.is_platform()
    or exists (select 1 from cases.access a where a.case_id = consult_request.id and a.ended_at is null
      and a.institution_id = platform.current_institution()));
create policy numbers on cases.request_number for all
  using (institution_id = platform.current_institution() or platform.is_system());
-- Parts of a case follow the case: who sees it sees them.
create policy with_case on cases.suspected_diagnosis for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
create policy with_case on cases.consent for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
create policy with_case on cases.attachment for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
create policy with_case on cases.timeline_entry for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
grant select, insert, update on cases.consult_request, cases.request_number, cases.consent, cases.attachment, cases.access to consilium_app;
grant select, insert, update, delete on cases.suspected_diagnosis to consilium_app;
grant select, insert on cases.timeline_entry to consilium_app;

-- Files of a case are readable by whoever may see the case.
create policy files_of_case on platform.file for select
  using (exists (select 1 from cases.attachment a where a.file_id = file.id and a.removed_at is null));
