create schema organizations;
grant usage on schema organizations to consilium_app;

-- 医疗机构: the medical facts of a tenant.
create table organizations.organization (
  id uuid primary key references identity.tenant (id),
  -- 统一社会信用代码 GB 32100; early pilot codes fail the check digit, so the form alone is enforced.
  credit_code text unique check (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  name text not null,
  short_name text not null,
  aliases text[] not null default '{}',
  class_code text not null default 'A100',
  level text not null default '未定级',
  region_code text not null check (region_code ~ '^\d{6}$'),
  longitude double precision,
  latitude double precision
);

-- 协作协议: without one in force, nothing is dispatched between two institutions.
-- Source: 国卫医发〔2018〕25号 附件3《远程医疗服务管理规范(试行)》 (written cooperation agreement).
create table organizations.agreement (
  id uuid primary key,
  name text not null,
  valid_from date not null,
  valid_to date not null,
  status text not null check (status in ('drafting', 'in_force', 'suspended', 'ended')),
  -- Empty: every 诊疗科目 the performer offers.
  specialty_codes text[] not null default '{}',
  created_at timestamptz not null,
  check (valid_to >= valid_from)
);
create table organizations.agreement_party (
  agreement_id uuid not null references organizations.agreement (id),
  organization_id uuid not null references organizations.organization (id),
  -- requester 邀请方 · performer 受邀方 · both
  side text not null check (side in ('requester', 'performer', 'both')),
  primary key (agreement_id, organization_id)
);

insert into platform.state_transition (machine, from_state, to_state) values
  ('agreement', 'drafting', 'in_force'), ('agreement', 'drafting', 'ended'), ('agreement', 'in_force', 'suspended'),
  ('agreement', 'in_force', 'ended'), ('agreement', 'suspended', 'in_force'), ('agreement', 'suspended', 'ended');
create trigger agreement_transition before update of status on organizations.agreement
  for each row execute function platform.enforce_transition('agreement');

do $$
declare t text;
begin
  foreach t in array array['organization', 'agreement', 'agreement_party'] loop
    execute format('alter table organizations.%I enable row level security', t);
    execute format('alter table organizations.%I force row level security', t);
  end loop;
end $$;
create policy directory on organizations.organization for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy manage on organizations.organization for all using (platform.is_platform());
create policy parties_see on organizations.agreement_party for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy manage on organizations.agreement_party for all using (platform.is_platform());
create policy parties_see on organizations.agreement for select
  using (platform.is_platform() or exists (select 1 from organizations.agreement_party p
    where p.agreement_id = id and p.organization_id = platform.current_institution()));
create policy manage on organizations.agreement for all using (platform.is_platform());
grant select, insert, update on organizations.organization, organizations.agreement, organizations.agreement_party to consilium_app;
