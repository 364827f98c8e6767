-- 解除工号对应: a person says that a key of a hospital's system does not mean this expert. It is kept, and can be undone.
create table interop.staff_unlink (
  id uuid primary key,
  connector_id uuid not null references interop.connector (id),
  institution_id uuid not null,
  staff_key text not null check (length(staff_key) between 1 and 200),
  -- Whom and which post the key meant when it was taken away, as the link named them, and how the link stood.
  practitioner_id uuid not null references experts.practitioner (id),
  practitioner_role_id uuid references experts.practitioner_role (id),
  link_status text not null check (link_status in ('active', 'inactive')),
  status text not null default 'unlinked' check (status in ('unlinked', 'undone')),
  reason text not null check (length(reason) between 2 and 500),
  unlinked_by uuid not null,
  unlinked_at timestamptz not null,
  undone_by uuid,
  undone_at timestamptz,
  undone_reason text check (length(undone_reason) between 2 and 500),
  foreign key (connector_id, institution_id) references interop.connector (id, institution_id),
  check ((status = 'undone') = (undone_at is not null)),
  check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undone_reason is null)),
  check (link_status = 'inactive' or practitioner_role_id is not null)
);
-- From one expert a key is taken once at a time.
create unique index unlinked_once on interop.staff_unlink (connector_id, staff_key, practitioner_id) where status = 'unlinked';
create index unlink_of_connector on interop.staff_unlink (connector_id, unlinked_at desc);
insert into platform.state_transition (machine, from_state, to_state) values ('staff_unlink', 'unlinked', 'undone');
create trigger unlink_transition before update of status on interop.staff_unlink
  for each row execute function platform.enforce_transition('staff_unlink');
alter table interop.staff_unlink enable row level security;
alter table interop.staff_unlink force row level security;
create policy of_tenant on interop.staff_unlink for all
  using (platform.is_platform() or institution_id = platform.current_institution());
grant select, insert, update on interop.staff_unlink to consilium_app;
