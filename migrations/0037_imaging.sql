create schema imaging;
grant usage on schema imaging to consilium_app;

-- PACS of an institution, asked by DICOMweb (PS3.18).
create table imaging.pacs (
  id uuid primary key,
  institution_id uuid not null references identity.tenant (id),
  name text not null check (length(name) between 1 and 60),
  base_url text not null check (length(base_url) between 8 and 500),
  auth text not null check (auth in ('none', 'basic', 'bearer')),
  username text not null default '' check (length(username) <= 200),
  -- Password or token, sealed with the field key.
  secret_cipher text,
  status text not null default 'enabled' check (status in ('enabled', 'paused')),
  version int not null default 1,
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (institution_id, name),
  unique (id, institution_id)
);

-- 收片: one lot of files on its way into a case, uploaded or fetched; what became of each of them is in intake_item.
create table imaging.intake (
  id uuid primary key,
  case_id uuid not null,
  institution_id uuid not null,
  source text not null check (source in ('upload', 'pacs', 'command')),
  pacs_id uuid,
  study_instance_uid text,
  status text not null check (status in ('receiving', 'waiting', 'working', 'done', 'failed', 'abandoned')),
  -- A node works on it until then; afterwards another goes on where it stopped.
  lease_until timestamptz,
  attempts int not null default 0,
  -- Files or images to be looked at, as far as known.
  total int not null default 0,
  -- What stopped it, in both languages.
  failure jsonb,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  unique (id, case_id),
  foreign key (case_id, institution_id) references cases.consult_request (id, institution_id),
  foreign key (pacs_id, institution_id) references imaging.pacs (id, institution_id),
  check ((source = 'pacs') = (pacs_id is not null)),
  check ((source = 'pacs') = (study_instance_uid is not null)),
  check ((status in ('done', 'failed', 'abandoned')) = (finished_at is not null)),
  check (status <> 'failed' or failure is not null)
);
create index intake_of_case on imaging.intake (case_id, created_at desc);
create index intake_open on imaging.intake (created_at) where status in ('receiving', 'waiting', 'working');

-- A file as the sender announced it; its bytes arrive in parts, each where the one before ended.
create table imaging.intake_file (
  id uuid primary key,
  intake_id uuid not null references imaging.intake (id),
  case_id uuid not null,
  position int not null,
  name text not null check (length(name) between 1 and 500),
  size_bytes bigint not null check (size_bytes > 0),
  -- Tells the sender, after a reload, whether a file chosen again is the same one.
  fingerprint text not null check (length(fingerprint) <= 128),
  received_bytes bigint not null default 0,
  unique (intake_id, position),
  check (received_bytes between 0 and size_bytes)
);
create table imaging.intake_part (
  file_id uuid not null references imaging.intake_file (id),
  case_id uuid not null,
  offset_bytes bigint not null,
  size_bytes int not null check (size_bytes > 0),
  sha256 text not null,
  -- Where the bytes lie until the file is judged.
  blob_id uuid not null,
  primary key (file_id, offset_bytes)
);

-- 检查 (DICOM study) of a case.
create table imaging.study (
  id uuid primary key,
  case_id uuid not null,
  institution_id uuid not null,
  study_instance_uid text not null check (length(study_instance_uid) between 1 and 64),
  -- As the file writes it, YYYYMMDD; null when it does not.
  study_on date,
  accession_number text not null default '' check (length(accession_number) <= 64),
  description text not null default '' check (length(description) <= 200),
  -- Of whom the file says it is; shown to the inviting side only.
  patient_name text not null default '' check (length(patient_name) <= 200),
  patient_sex text not null default 'unknown' check (patient_sex in ('male', 'female', 'unknown')),
  patient_birth_on date,
  -- Keyed hash of name and number in the file: two patients in one study are noticed.
  patient_key text not null,
  identity text not null check (identity in ('same', 'unknown', 'different')),
  -- In what it differs from the case: name, sex, age.
  differences text[] not null default '{}',
  status text not null check (status in ('held', 'shown', 'withdrawn')),
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  reason text check (length(reason) between 1 and 500),
  created_at timestamptz not null,
  unique (case_id, study_instance_uid),
  unique (id, case_id),
  foreign key (case_id, institution_id) references cases.consult_request (id, institution_id),
  -- Somebody else's pictures are never shown without a person who says why they are this patient's.
  check (status <> 'shown' or identity <> 'different' or (reason is not null and decided_by is not null)),
  check (status <> 'withdrawn' or (reason is not null and decided_by is not null))
);

create table imaging.series (
  id uuid primary key,
  study_id uuid not null,
  case_id uuid not null,
  series_instance_uid text not null check (length(series_instance_uid) between 1 and 64),
  number int,
  modality text not null default '' check (length(modality) <= 16),
  description text not null default '' check (length(description) <= 200),
  body_part text not null default '' check (length(body_part) <= 64),
  unique (study_id, series_instance_uid),
  unique (id, case_id),
  foreign key (study_id, case_id) references imaging.study (id, case_id)
);

create table imaging.instance (
  id uuid primary key,
  series_id uuid not null,
  case_id uuid not null,
  sop_instance_uid text not null check (length(sop_instance_uid) between 1 and 64),
  sop_class_uid text not null,
  transfer_syntax_uid text not null,
  number int,
  -- Millimetres along the normal of the slices; null when the file does not say where it lies.
  position double precision,
  rows int not null check (rows between 1 and 65535),
  columns int not null check (columns between 1 and 65535),
  frames int not null default 1 check (frames between 1 and 10000),
  file_id uuid not null references platform.file (id),
  size_bytes bigint not null,
  intake_id uuid not null references imaging.intake (id),
  added_at timestamptz not null,
  -- The same image sent twice is one image.
  unique (case_id, sop_instance_uid),
  foreign key (series_id, case_id) references imaging.series (id, case_id)
);
create index instance_of_series on imaging.instance (series_id);
create index instance_of_file on imaging.instance (file_id);

create table imaging.intake_item (
  intake_id uuid not null,
  case_id uuid not null,
  -- `3`, or `3/17` for the member of an archive: judged once, however often a node begins again.
  place text not null,
  name text not null check (length(name) between 1 and 500),
  outcome text not null check (outcome in ('kept', 'attached', 'duplicate', 'refused')),
  reason text,
  instance_id uuid references imaging.instance (id),
  attachment_id uuid references cases.attachment (id),
  primary key (intake_id, place),
  foreign key (intake_id, case_id) references imaging.intake (id, case_id),
  check ((outcome = 'refused') = (reason is not null)),
  check ((outcome = 'attached') = (attachment_id is not null)),
  check (outcome <> 'kept' or instance_id is not null)
);

-- 阅片: when a person last looked at a series; the audit has one line for each look.
create table imaging.look (
  person_id uuid not null,
  series_id uuid not null references imaging.series (id),
  looked_at timestamptz not null,
  primary key (person_id, series_id)
);

-- 回传: a study that a person chose to send back to his hospital's PACS.
create table imaging.sending (
  id uuid primary key,
  case_id uuid not null,
  institution_id uuid not null,
  study_id uuid not null,
  pacs_id uuid not null,
  status text not null check (status in ('waiting', 'working', 'done', 'failed')),
  lease_until timestamptz,
  attempts int not null default 0,
  total int not null default 0,
  sent int not null default 0,
  failure jsonb,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  foreign key (study_id, case_id) references imaging.study (id, case_id),
  foreign key (pacs_id, institution_id) references imaging.pacs (id, institution_id),
  check ((status in ('done', 'failed')) = (finished_at is not null)),
  check (status <> 'failed' or failure is not null)
);
create index sending_open on imaging.sending (created_at) where status in ('waiting', 'working');
-- One at a time, however often the button is pressed.
create unique index sending_at_a_time on imaging.sending (study_id, pacs_id) where status in ('waiting', 'working');

insert into platform.state_transition (machine, from_state, to_state) values
  ('imaging_intake', 'receiving', 'waiting'), ('imaging_intake', 'receiving', 'abandoned'),
  ('imaging_intake', 'waiting', 'working'), ('imaging_intake', 'working', 'done'), ('imaging_intake', 'working', 'failed'),
  ('imaging_study', 'held', 'shown'), ('imaging_study', 'held', 'withdrawn'), ('imaging_study', 'shown', 'withdrawn'),
  -- The patient's name was typed, or changed, after the images came.
  ('imaging_study', 'shown', 'held'),
  ('imaging_sending', 'waiting', 'working'), ('imaging_sending', 'working', 'done'), ('imaging_sending', 'working', 'failed'),
  ('imaging_pacs', 'enabled', 'paused'), ('imaging_pacs', 'paused', 'enabled');
create trigger intake_transition before update of status on imaging.intake
  for each row execute function platform.enforce_transition('imaging_intake');
create trigger study_transition before update of status on imaging.study
  for each row execute function platform.enforce_transition('imaging_study');
create trigger sending_transition before update of status on imaging.sending
  for each row execute function platform.enforce_transition('imaging_sending');
create trigger pacs_transition before update of status on imaging.pacs
  for each row execute function platform.enforce_transition('imaging_pacs');

do $$
declare t text;
begin
  foreach t in array array['pacs', 'intake', 'intake_file', 'intake_part', 'intake_item', 'study', 'series', 'instance', 'look',
    'sending'] loop
    execute format('alter table imaging.%I enable row level security', t);
    execute format('alter table imaging.%I force row level security', t);
  end loop;
  -- How files came into the case concerns the inviting hospital alone.
  foreach t in array array['pacs', 'intake', 'sending'] loop
    execute format('create policy of_tenant on imaging.%I for all
      using (platform.is_platform() or institution_id = platform.current_institution())', t);
  end loop;
end $$;
create policy with_intake on imaging.intake_file for all
  using (exists (select 1 from imaging.intake i where i.id = intake_id));
create policy with_file on imaging.intake_part for all
  using (exists (select 1 from imaging.intake_file f where f.id = file_id));
create policy with_intake on imaging.intake_item for all
  using (exists (select 1 from imaging.intake i where i.id = intake_id));
-- Who sees the case sees its studies; those that wait for a word on whose they are, only the inviting hospital.
create policy with_case on imaging.study for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id)
    and (status = 'shown' or institution_id = platform.current_institution() or platform.is_platform()));
create policy with_study on imaging.series for all
  using (exists (select 1 from imaging.study s where s.id = study_id));
create policy with_series on imaging.instance for all
  using (exists (select 1 from imaging.series s where s.id = series_id));
create policy own on imaging.look for all
  using (platform.is_platform() or person_id = platform.current_person());
grant select, insert, update on imaging.pacs, imaging.intake, imaging.intake_file, imaging.study, imaging.series,
  imaging.look, imaging.sending to consilium_app;
grant select, insert on imaging.instance, imaging.intake_item to consilium_app;
grant select, insert, delete on imaging.intake_part to consilium_app;

-- Images of a case are readable by whoever may see them.
create policy files_of_imaging on platform.file for select
  using (exists (select 1 from imaging.instance i where i.file_id = file.id));
