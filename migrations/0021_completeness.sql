-- What a trained model says beside the level; null where it has not learned.
alter table triage.assessment add column estimate jsonb;

-- What a good request of a disease group carries, as edited by quality offices: each version of each group. The newest version
-- of an institution goes before the newest of the platform, and that before the list that comes with the program.
create table triage.completeness_version (
  id uuid primary key,
  -- Null: the platform's default for every institution.
  institution_id uuid references identity.tenant (id),
  group_id text not null check (group_id ~ '^[a-z0-9-]{2,60}$'),
  version int not null check (version >= 1),
  -- Null: this institution (or the platform) goes back to what stands behind it.
  content jsonb,
  note text not null check (length(note) between 2 and 300),
  person_id uuid not null,
  person_name text not null,
  made_at timestamptz not null
);
-- Two editors who saw the same version: the second is refused. Platform rows have no institution.
create unique index completeness_version_once on triage.completeness_version
  (coalesce(institution_id, '00000000-0000-0000-0000-000000000000'::uuid), group_id, version);
alter table triage.completeness_version enable row level security;
alter table triage.completeness_version force row level security;
create policy read_own_and_default on triage.completeness_version for select
  using (institution_id is null or institution_id = platform.current_institution() or platform.is_platform());
create policy write_own on triage.completeness_version for insert
  with check (
    (institution_id is not null and institution_id = platform.current_institution())
    or (institution_id is null and platform.is_platform()));
create trigger completeness_version_append_only before update or delete on triage.completeness_version
  for each row execute function platform.refuse_change();
grant select, insert on triage.completeness_version to consilium_app;
