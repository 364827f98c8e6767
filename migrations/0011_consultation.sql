create schema consultation;
grant usage on schema consultation to consilium_app;

-- 会诊意见: the working text, autosaved; what counts are its signed versions.
create table consultation.opinion (
  id uuid primary key,
  case_id uuid not null unique references cases.consult_request (id),
  author_person_id uuid not null references identity.person (id),
  institution_id uuid not null references organizations.organization (id),
  -- As they were called when the case was accepted; the other tenant cannot look them up.
  author_name text not null,
  -- 科室 and 职称
  author_post text not null default '',
  institution_name text not null,
  -- {"answer": 问题回应, "conclusion": 结论, "advice": 建议}
  draft jsonb not null default '{}',
  draft_revision int not null default 0,
  draft_saved_at timestamptz,
  signed_version int not null default 0,
  created_at timestamptz not null
);

-- Signed over exactly these bytes; never changed, amended only by a further version.
-- Source: 电子签名法 第13条 (any change to signature or text must be detectable).
create table consultation.opinion_version (
  opinion_id uuid not null references consultation.opinion (id),
  version int not null check (version > 0),
  content bytea not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  signer_person_id uuid not null references identity.person (id),
  signer_name text not null,
  signed_at timestamptz not null,
  provider text not null,
  algorithm text not null,
  public_key text not null,
  signature text not null,
  primary key (opinion_id, version)
);
create trigger opinion_version_append_only before update or delete on consultation.opinion_version
  for each row execute function platform.refuse_change();

-- One signing key pair a physician. The private key is written under the server's field key and leaves it only to sign.
create table consultation.signing_key (
  person_id uuid primary key references identity.person (id),
  -- SPKI DER, base64: what a signature of this person is checked against.
  public_key text not null,
  private_key_cipher text not null,
  created_at timestamptz not null
);

-- 处置: the inviter decides, and says what he did with the advice.
create table consultation.disposition (
  case_id uuid primary key references cases.consult_request (id),
  decision text not null check (decision in ('adopted', 'partly_adopted', 'not_adopted')),
  reason text not null default '' check (length(reason) <= 1000),
  decided_by uuid not null references identity.person (id),
  decided_at timestamptz not null,
  check (decision = 'adopted' or length(reason) >= 2)
);

-- 档案号: counted per institution and year.
create table consultation.archive_number (
  institution_id uuid not null references identity.tenant (id),
  year int not null,
  last_number int not null check (last_number > 0),
  primary key (institution_id, year)
);

-- Each side's own copy, filed under its own number; it stays when access to the case has ended.
-- Source: 国卫医发〔2018〕25号 附件3: originals are filed separately by both institutions.
create table consultation.archive (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  institution_id uuid not null references identity.tenant (id),
  side text not null check (side in ('requester', 'performer')),
  number text not null,
  person_id uuid not null references identity.person (id),
  -- The record as JSON: request, opinion versions with signatures, disposition, timeline.
  record jsonb not null,
  record_sha256 text not null check (record_sha256 ~ '^[0-9a-f]{64}$'),
  -- Null: filed without a stored paper; it is printed from the record when somebody asks.
  pdf_file_id uuid references platform.file (id),
  retain_until_on date not null,
  archived_at timestamptz not null,
  -- Both sides may be departments of one institution: it then files two copies.
  unique (case_id, side),
  unique (institution_id, number)
);
create index archive_of_person on consultation.archive (institution_id, person_id, archived_at desc);
create trigger archive_append_only before update or delete on consultation.archive
  for each row execute function platform.refuse_change();

do $$
declare t text;
begin
  foreach t in array array['opinion', 'opinion_version', 'signing_key', 'disposition', 'archive_number', 'archive'] loop
    execute format('alter table consultation.%I enable row level security', t);
    execute format('alter table consultation.%I force row level security', t);
  end loop;
end $$;
create policy with_case on consultation.opinion for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
create policy with_opinion on consultation.opinion_version for all
  using (exists (select 1 from consultation.opinion o where o.id = opinion_id));
create policy system_only on consultation.signing_key for all using (platform.is_system());
create policy system_only on consultation.archive_number for all using (platform.is_system());
create policy with_case on consultation.disposition for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
create policy of_tenant on consultation.archive for all
  using (institution_id = platform.current_institution() or platform.is_system());
grant select, insert, update on consultation.opinion, consultation.archive_number to consilium_app;
grant select, insert on consultation.opinion_version, consultation.signing_key, consultation.disposition,
  consultation.archive to consilium_app;
