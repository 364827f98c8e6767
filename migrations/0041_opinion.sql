-- 书面会诊中的往复: questions and answers between the inviter and the experts. Only ever added to.
create table consultation.message (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  sequence int not null check (sequence > 0),
  kind text not null check (kind in ('question', 'answer')),
  -- 邀请方 · 受邀方
  side text not null check (side in ('requester', 'performer')),
  author_person_id uuid not null references identity.person (id),
  -- As they were called then; the other tenant cannot look them up.
  author_name text not null,
  institution_name text not null,
  body text not null check (length(body) between 1 and 4000),
  -- The question an answer belongs to.
  replies_to uuid references consultation.message (id),
  attachment_ids uuid[] not null default '{}' check (cardinality(attachment_ids) <= 10),
  -- When a question should be answered, by the level of the case.
  due_at timestamptz,
  created_at timestamptz not null,
  unique (case_id, sequence),
  check ((kind = 'answer') = (replies_to is not null)),
  check ((kind = 'question') = (due_at is not null))
);
create trigger message_append_only before update or delete on consultation.message
  for each row execute function platform.refuse_change();

-- 改为视频会诊: one side proposes, the other answers.
create table consultation.upgrade (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  side text not null check (side in ('requester', 'performer')),
  proposed_by uuid not null references identity.person (id),
  proposer_name text not null,
  reason text not null default '' check (length(reason) <= 500),
  status text not null check (status in ('proposed', 'accepted', 'declined', 'withdrawn')),
  proposed_at timestamptz not null,
  answered_by uuid references identity.person (id),
  answerer_name text,
  answer_note text not null default '' check (length(answer_note) <= 500),
  answered_at timestamptz,
  check ((status = 'proposed') = (answered_at is null)),
  check ((answered_at is null) = (answered_by is null))
);
create unique index one_proposal_at_a_time on consultation.upgrade (case_id) where status = 'proposed';
insert into platform.state_transition (machine, from_state, to_state) values
  ('consultation_upgrade', 'proposed', 'accepted'), ('consultation_upgrade', 'proposed', 'declined'),
  ('consultation_upgrade', 'proposed', 'withdrawn');
create trigger upgrade_transition before update of status on consultation.upgrade
  for each row execute function platform.enforce_transition('consultation_upgrade');

-- 意见模板: an institution's own, beside those that come with the platform.
create table consultation.opinion_template (
  id uuid primary key,
  institution_id uuid not null references identity.tenant (id),
  name text not null check (length(name) between 1 and 60),
  -- 诊疗科目; null: for every specialty.
  specialty_code text,
  -- {"answer": …, "conclusion": …, "advice": …}
  body jsonb not null,
  status text not null check (status in ('active', 'retired')),
  version int not null default 1,
  updated_by uuid not null references identity.person (id),
  updated_at timestamptz not null
);
create unique index template_name on consultation.opinion_template (institution_id, name) where status = 'active';

-- 多学科会诊: order of speaking and agenda; the lead 首席 writes the joint text.
create table consultation.panel (
  case_id uuid primary key references cases.consult_request (id),
  lead_person_id uuid not null references identity.person (id),
  -- [{"title": …, "minutes": 1..120, "personId": … | null}]
  agenda jsonb not null default '[]' check (jsonb_typeof(agenda) = 'array'),
  -- Counts up with each change, so that two people do not overwrite each other.
  version int not null default 1,
  updated_at timestamptz not null
);
create table consultation.panel_member (
  case_id uuid not null references consultation.panel (case_id),
  person_id uuid not null references identity.person (id),
  seat int not null check (seat between 1 and 5),
  speaking_order int not null check (speaking_order between 1 and 5),
  specialty_code text,
  name text not null,
  post text not null default '',
  institution_id uuid not null references organizations.organization (id),
  institution_name text not null,
  primary key (case_id, person_id),
  unique (case_id, seat),
  constraint one_speaks_at_a_time unique (case_id, speaking_order) deferrable initially deferred
);
-- What a member says of a signed version: 同意 signs the very same bytes; 不同意见 signs a text of his own.
create table consultation.panel_stand (
  opinion_id uuid not null,
  version int not null,
  person_id uuid not null references identity.person (id),
  stance text not null check (stance in ('agree', 'dissent')),
  signer_name text not null,
  -- The bytes under the signature.
  content bytea not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  signed_at timestamptz not null,
  provider text not null,
  algorithm text not null,
  public_key text not null,
  certificate text,
  signature text not null,
  time_token text,
  primary key (opinion_id, version, person_id),
  foreign key (opinion_id, version) references consultation.opinion_version (opinion_id, version)
);
create trigger panel_stand_append_only before update or delete on consultation.panel_stand
  for each row execute function platform.refuse_change();
-- Whoever agrees signs what the lead has signed, to the byte.
create function consultation.same_bytes() returns trigger language plpgsql as $$
begin
  if new.stance = 'agree' and new.content is distinct from (select v.content from consultation.opinion_version v
      where v.opinion_id = new.opinion_id and v.version = new.version) then
    raise exception 'a co-signature stands over the bytes of the version' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger panel_stand_same_bytes before insert on consultation.panel_stand
  for each row execute function consultation.same_bytes();

alter table consultation.opinion_version
  -- PEM, when the provider's key stands in a certificate.
  add column certificate text,
  -- RFC 3161 token, DER in base64; null: signed_at is this server's clock alone.
  add column time_token text;

-- Several algorithms, and keys that a certificate authority holds: a person has several keys over the years.
alter table consultation.signing_key add column algorithm text not null default 'Ed25519';
alter table consultation.signing_key drop constraint signing_key_pkey;
alter table consultation.signing_key alter column private_key_cipher drop not null;
alter table consultation.signing_key add primary key (person_id, public_key);
create unique index one_own_key on consultation.signing_key (person_id, algorithm) where private_key_cipher is not null;

-- How an institution's physicians sign. Without a row: Ed25519, no trusted time.
create table consultation.signing_setting (
  institution_id uuid primary key references identity.tenant (id),
  provider text not null check (provider in ('ed25519', 'sm2', 'ca')),
  ca_url text check (length(ca_url) <= 500),
  ca_token_cipher text,
  -- PEM of the issuer a signer's certificate must come from.
  ca_issuer text,
  tsa_url text check (length(tsa_url) <= 500),
  -- PEM: the time authority's own certificate or its issuer.
  tsa_certificate text,
  version int not null default 1,
  updated_by uuid not null references identity.person (id),
  updated_at timestamptz not null,
  check (provider <> 'ca' or (ca_url is not null and ca_issuer is not null)),
  check ((tsa_url is null) = (tsa_certificate is null))
);

-- Every time authority an institution here has ever trusted: its stamps stay checkable when another one is chosen.
create table consultation.time_authority (
  certificate text primary key,
  trusted_at timestamptz not null
);

-- The person proved anew who he is; what he signs within five minutes needs no second proof.
create table consultation.signing_unlock (
  session_hash text primary key,
  person_id uuid not null references identity.person (id),
  unlocked_at timestamptz not null
);

-- The certificate that seals printed opinions; PKCS #12, written under the field key.
create table consultation.paper_certificate (
  id uuid primary key,
  p12_cipher text not null,
  subject text not null,
  is_own boolean not null,
  valid_to timestamptz not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
create unique index one_paper_certificate on consultation.paper_certificate ((true)) where retired_at is null;

-- Every institution of a panel files its own copy.
alter table consultation.archive drop constraint archive_case_id_side_key;
alter table consultation.archive add constraint archive_of_side unique (case_id, side, institution_id);

do $$
declare t text;
begin
  foreach t in array array['message', 'upgrade', 'opinion_template', 'panel', 'panel_member', 'panel_stand',
      'signing_setting', 'signing_unlock', 'paper_certificate', 'time_authority'] loop
    execute format('alter table consultation.%I enable row level security', t);
    execute format('alter table consultation.%I force row level security', t);
  end loop;
  foreach t in array array['message', 'upgrade', 'panel', 'panel_member'] loop
    execute format('create policy with_case on consultation.%I for all
      using (exists (select 1 from cases.consult_request r where r.id = case_id))', t);
  end loop;
end $$;
create policy with_opinion on consultation.panel_stand for all
  using (exists (select 1 from consultation.opinion o where o.id = opinion_id));
create policy of_tenant on consultation.opinion_template for all
  using (institution_id = platform.current_institution() or platform.is_system());
create policy of_tenant on consultation.signing_setting for all
  using (institution_id = platform.current_institution() or platform.is_system());
create policy own on consultation.signing_unlock for all
  using (person_id = platform.current_person() or platform.is_system());
create policy system_only on consultation.paper_certificate for all using (platform.is_system());
create policy remember on consultation.time_authority for insert with check (true);
create policy system_reads on consultation.time_authority for select using (platform.is_system());
grant select, insert on consultation.time_authority, consultation.message, consultation.panel_stand to consilium_app;
grant delete on consultation.panel_member to consilium_app;
grant select, insert, update on consultation.upgrade, consultation.opinion_template, consultation.panel,
  consultation.panel_member, consultation.signing_setting, consultation.signing_unlock, consultation.paper_certificate
  to consilium_app;
