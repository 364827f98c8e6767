-- Signing serves more than opinions: its tables stand in a schema of their own.
create schema signing;
grant usage on schema signing to consilium_app;
alter table consultation.signing_key set schema signing;
alter table signing.signing_key rename to key;
alter table consultation.signing_setting set schema signing;
alter table signing.signing_setting rename to setting;
alter table consultation.signing_unlock set schema signing;
alter table signing.signing_unlock rename to unlock;
alter table consultation.time_authority set schema signing;

-- Without it, an agreement carries the signature of every party; with it, it was signed on paper, kept under this number.
alter table organizations.agreement add column paper_reference text check (paper_reference <> '' and length(paper_reference) <= 100);
update organizations.agreement set paper_reference = '线下签署';

-- 电子签署: one party's signature over the whole agreement. What is signed stays.
create table organizations.agreement_signature (
  agreement_id uuid not null,
  organization_id uuid not null,
  -- The exact bytes that were signed.
  content bytea not null,
  sha256 text not null,
  signer_person_id uuid not null references identity.person (id),
  signer_name text not null,
  signed_at timestamptz not null,
  provider text not null,
  algorithm text not null,
  public_key text not null,
  certificate text,
  signature text not null,
  time_token text,
  primary key (agreement_id, organization_id),
  -- Only a party signs.
  foreign key (agreement_id, organization_id) references organizations.agreement_party (agreement_id, organization_id)
);
alter table organizations.agreement_signature enable row level security;
alter table organizations.agreement_signature force row level security;
create policy parties_see on organizations.agreement_signature for select
  using (platform.is_platform() or exists (select 1 from organizations.agreement a where a.id = agreement_id));
create policy own_hospital_signs on organizations.agreement_signature for insert
  with check (platform.is_system() or organization_id = platform.current_institution());
grant select, insert on organizations.agreement_signature to consilium_app;

-- Signatures are given to a draft; a draft that was not signed on paper comes into force with all of them.
create function organizations.agreement_takes_signature() returns trigger language plpgsql as $$
begin
  perform from organizations.agreement where id = new.agreement_id and status = 'drafting' and paper_reference is null;
  if not found then
    raise exception 'the agreement takes no signatures' using errcode = 'check_violation', constraint = 'agreement_takes_signature';
  end if;
  return new;
end $$;
create trigger agreement_takes_signature before insert on organizations.agreement_signature
  for each row execute function organizations.agreement_takes_signature();

create function organizations.agreement_signed_by_all() returns trigger language plpgsql as $$
begin
  if new.status = 'in_force' and old.status = 'drafting' and new.paper_reference is null and exists (
    select 1 from organizations.agreement_party p where p.agreement_id = new.id and not exists (
      select 1 from organizations.agreement_signature s
      where s.agreement_id = p.agreement_id and s.organization_id = p.organization_id)) then
    raise exception 'a party has not signed' using errcode = 'check_violation', constraint = 'agreement_signed_by_all';
  end if;
  return new;
end $$;
create trigger agreement_signed_by_all before update of status on organizations.agreement
  for each row execute function organizations.agreement_signed_by_all();
