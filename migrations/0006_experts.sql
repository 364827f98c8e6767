create schema experts;
grant usage on schema experts to consilium_app;

-- 专家: one person, one calendar, many roles.
create table experts.practitioner (
  id uuid primary key,
  -- The account this expert signs in with; several practitioners never share one.
  person_id uuid unique references identity.person (id),
  name text not null check (length(name) between 1 and 50),
  gender text check (gender in ('male', 'female')),
  birth_on date,
  -- 身份证号: encrypted, with a keyed hash (blind index) to find it by.
  id_number_cipher text,
  id_number_index text unique,
  licence_number text unique check (licence_number ~ '^\d{15}$'),
  -- 医师资格证书编码: it contains the ID number, so it is encrypted too.
  qualification_cipher text,
  -- 执业范围, first one named; null: not on record.
  practice_scope_code text,
  -- Source: 远程医疗服务管理规范(试行): invited physicians have at least three years of independent clinical work.
  independent_since_on date,
  phone_cipher text,
  email_cipher text,
  updated_at timestamptz not null,
  created_at timestamptz not null
);

-- 执业岗位: what an offer is sent to (expert, institution, agreement).
create table experts.practitioner_role (
  id uuid primary key,
  practitioner_id uuid not null references experts.practitioner (id),
  organization_id uuid not null references organizations.organization (id),
  -- As written; several departments of one post are joined by 、.
  department_name text not null,
  -- Each of them folded for comparison: a name decided later finds its roles by these.
  department_keys text[] not null default '{}',
  title_code text,
  teaching_title_code text,
  title_text text not null default '',
  skills_text text not null default '',
  -- Texts of the profile that nothing decides by: {"introduction": "…", "honours": "…"}.
  details jsonb not null default '{}',
  status text not null default 'active' check (status in ('active', 'paused', 'retired')),
  -- Consultations taken a day and a week, over everything.
  daily_cap int not null default 4 check (daily_cap between 0 and 200),
  weekly_cap int not null default 15 check (weekly_cap between 0 and 500),
  -- [{"weekday": 1..7, "from": "08:00", "to": "17:30"}] in the institution's zone; empty: any time.
  duty_hours jsonb not null default '[]',
  accepts_modes text[] not null default '{written,video}',
  -- Hash of name, institution and first department: finds the person again where no number is known. Namesakes share it.
  person_key text not null,
  -- Keyed hash of the imported row: an equal row changes nothing. Null: not from a list.
  content_hash text,
  updated_at timestamptz not null,
  unique (practitioner_id, organization_id, department_name)
);
create index role_of_organization on experts.practitioner_role (organization_id);
create index role_of_person on experts.practitioner_role (person_key);
create index role_in_department on experts.practitioner_role using gin (department_keys);
create table experts.role_specialty (
  practitioner_role_id uuid not null references experts.practitioner_role (id) on delete cascade,
  specialty_code text not null,
  relation text not null check (relation in ('exact', 'narrower', 'broader', 'confirmed')),
  primary key (practitioner_role_id, specialty_code)
);

-- 主张: every fact about an expert, with where it came from and how far it was checked.
create table experts.claim (
  id uuid primary key,
  practitioner_id uuid not null references experts.practitioner (id),
  kind text not null check (kind in ('disease_cases', 'skill', 'degree', 'publication', 'award', 'language')),
  -- ICD-10 code when the label could be coded.
  code text,
  label text not null,
  quantity double precision,
  source text not null check (source in ('self_reported', 'his', 'emr', 'institution', 'consult_history', 'literature')),
  state text not null default 'asserted' check (state in ('asserted', 'verified', 'disputed', 'expired', 'withdrawn')),
  as_of date not null,
  import_run_id uuid,
  created_at timestamptz not null
);
create unique index claim_once on experts.claim (practitioner_id, kind, label, source) where state <> 'withdrawn';
create index claim_of_practitioner on experts.claim (practitioner_id);

-- Counts up with every change of the pool; a node proves by it which pool its index answers from.
create table experts.pool_version (
  singleton boolean primary key default true check (singleton),
  epoch uuid not null default gen_random_uuid(),
  version bigint not null
);
insert into experts.pool_version (version) values (1);

create table experts.import_run (
  id uuid primary key,
  institution_id uuid not null references identity.tenant (id),
  -- Whose experts these are when the file names no hospital.
  default_organization_id uuid references organizations.organization (id),
  -- Hospitals that are not registered are registered rather than refused; the operator's choice.
  creates_institutions boolean not null default false,
  -- The bytes are stored encrypted: lists hold ID numbers.
  file_id uuid not null references platform.file (id),
  file_name text not null,
  mapping jsonb not null,
  -- applying: rows land in chunks; what has landed stands in import_row, so an interrupted run goes on where it stopped.
  status text not null check (status in ('preview', 'applying', 'applied', 'discarded')),
  summary jsonb not null default '{}',
  -- Null: the command line.
  created_by uuid,
  created_at timestamptz not null,
  applied_at timestamptz
);
create table experts.import_row (
  run_id uuid not null references experts.import_run (id),
  row_number int not null,
  outcome text not null check (outcome in ('imported', 'unchanged', 'review', 'rejected')),
  practitioner_id uuid,
  problems jsonb not null default '[]',
  primary key (run_id, row_number)
);

insert into platform.state_transition (machine, from_state, to_state) values
  ('practitioner_role', 'active', 'paused'), ('practitioner_role', 'paused', 'active'),
  ('practitioner_role', 'active', 'retired'), ('practitioner_role', 'paused', 'retired'),
  ('import_run', 'preview', 'applying'), ('import_run', 'applying', 'applied'), ('import_run', 'preview', 'discarded');
create trigger role_transition before update of status on experts.practitioner_role
  for each row execute function platform.enforce_transition('practitioner_role');
create trigger import_transition before update of status on experts.import_run
  for each row execute function platform.enforce_transition('import_run');

do $$
declare t text;
begin
  foreach t in array array['practitioner', 'practitioner_role', 'role_specialty', 'claim', 'pool_version', 'import_run', 'import_row'] loop
    execute format('alter table experts.%I enable row level security', t);
    execute format('alter table experts.%I force row level security', t);
  end loop;
end $$;
-- The pool is a directory: whoever is signed in may look, the expert's institution and the operator may write.
create policy directory on experts.practitioner for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy directory on experts.practitioner_role for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy directory on experts.role_specialty for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy directory on experts.claim for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy write_role on experts.practitioner_role for all
  using (platform.is_platform() or organization_id = platform.current_institution());
-- An expert sets his own hours, also at an institution other than his account's.
create policy change_own_role on experts.practitioner_role for update
  using (exists (select 1 from experts.practitioner p
    where p.id = practitioner_id and p.person_id = platform.current_person()));
create policy write_specialty on experts.role_specialty for all
  using (platform.is_platform() or exists (select 1 from experts.practitioner_role r
    where r.id = practitioner_role_id and r.organization_id = platform.current_institution()));
-- A new expert has no role yet when he is written, so adding is open to any institution; changing is not.
create policy add_practitioner on experts.practitioner for insert
  with check (platform.is_platform() or platform.current_institution() is not null);
create policy change_practitioner on experts.practitioner for update
  using (platform.is_platform() or exists (select 1 from experts.practitioner_role r
    where r.practitioner_id = practitioner.id and r.organization_id = platform.current_institution()));
create policy add_claim on experts.claim for insert
  with check (platform.is_platform() or platform.current_institution() is not null);
create policy change_claim on experts.claim for update
  using (platform.is_platform() or exists (select 1 from experts.practitioner_role r
    where r.practitioner_id = claim.practitioner_id and r.organization_id = platform.current_institution()));
create policy version on experts.pool_version for all using (true);
create policy of_tenant on experts.import_run for all
  using (platform.is_platform() or institution_id = platform.current_institution());
create policy of_tenant on experts.import_row for all
  using (exists (select 1 from experts.import_run r where r.id = run_id));
grant select, insert, update on experts.practitioner, experts.practitioner_role, experts.claim, experts.import_run,
  experts.import_row to consilium_app;
grant select, insert, update, delete on experts.role_specialty to consilium_app;
grant select, update on experts.pool_version to consilium_app;
