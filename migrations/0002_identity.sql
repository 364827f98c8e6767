create schema identity;
grant usage on schema identity to consilium_app;

-- A tenant: a hospital, or the one operator of the platform.
create table identity.tenant (
  id uuid primary key,
  name text not null check (length(name) between 2 and 100),
  kind text not null check (kind in ('hospital', 'operator')),
  time_zone text not null default 'Asia/Shanghai',
  status text not null default 'active' check (status in ('active', 'suspended')),
  created_at timestamptz not null
);

create table identity.person (
  id uuid primary key,
  institution_id uuid not null references identity.tenant (id),
  name text not null check (length(name) between 1 and 50),
  status text not null default 'active' check (status in ('active', 'disabled')),
  language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
  -- Shown beside the name when a demo visitor chooses whom to enter as.
  demo_hint text not null default '',
  created_at timestamptz not null,
  unique (id, institution_id)
);

create table identity.account (
  person_id uuid primary key references identity.person (id),
  username text not null unique check (username = lower(username)),
  password_hash text not null,
  password_changed_at timestamptz not null
);

create table identity.role_assignment (
  person_id uuid not null references identity.person (id),
  role text not null check (role in ('requester', 'expert', 'medical_affairs', 'dispatcher', 'quality', 'operator',
    'system_admin', 'security_admin', 'audit_admin')),
  granted_at timestamptz not null,
  granted_by uuid,
  primary key (person_id, role)
);
-- 三员分立: one person is at most one of the three administrators.
create unique index one_administration_each on identity.role_assignment (person_id)
  where role in ('system_admin', 'security_admin', 'audit_admin');

-- Only the hash of a session's token is stored: a copy of this table opens no door.
create table identity.session (
  token_hash text primary key,
  person_id uuid not null references identity.person (id),
  is_demo boolean not null default false,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_of_person on identity.session (person_id);

-- Failed sign-ins by account and by address (both as a hash), for the lock-out.
create table identity.sign_in_failure (
  subject_hash text primary key,
  failures int not null,
  last_failed_at timestamptz not null,
  locked_until timestamptz
);

do $$
declare t text;
begin
  foreach t in array array['tenant', 'person', 'account', 'role_assignment', 'session', 'sign_in_failure'] loop
    execute format('alter table identity.%I enable row level security', t);
    execute format('alter table identity.%I force row level security', t);
  end loop;
end $$;
-- The directory of institutions is open to whoever is signed in.
create policy directory on identity.tenant for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy manage on identity.tenant for all using (platform.is_platform());
create policy of_tenant on identity.person for all
  using (institution_id = platform.current_institution() or platform.is_platform());
create policy of_tenant on identity.account for all
  using (exists (select 1 from identity.person p where p.id = person_id));
create policy of_tenant on identity.role_assignment for all
  using (exists (select 1 from identity.person p where p.id = person_id));
create policy of_tenant on identity.session for all
  using (platform.is_system() or exists (select 1 from identity.person p where p.id = person_id));
create policy sign_in on identity.sign_in_failure for all using (platform.is_system());

grant select, insert, update on identity.tenant, identity.person, identity.account, identity.sign_in_failure to consilium_app;
grant select, insert, update, delete on identity.session to consilium_app;
grant select, insert, delete on identity.role_assignment to consilium_app;
grant delete on identity.sign_in_failure to consilium_app;
