create schema terminology;
grant usage on schema terminology to consilium_app;

-- A name a person has given a code to. institution_id null: holds for every institution.
create table terminology.alias (
  id uuid primary key,
  kind text not null check (kind in ('specialty', 'title')),
  institution_id uuid references identity.tenant (id),
  name text not null,
  normalised_name text not null,
  code text not null,
  created_by uuid,
  created_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index alias_once on terminology.alias (kind, coalesce(institution_id, '00000000-0000-0000-0000-000000000000'), normalised_name)
  where withdrawn_at is null;

-- Names that could not be resolved and are asked, never guessed.
create table terminology.review_item (
  id uuid primary key,
  kind text not null check (kind in ('specialty', 'title')),
  institution_id uuid not null references identity.tenant (id),
  name text not null,
  normalised_name text not null,
  reason text not null check (reason in ('ambiguous', 'unknown')),
  candidates jsonb not null default '[]',
  occurrences int not null default 1 check (occurrences > 0),
  status text not null default 'open' check (status in ('open', 'resolved', 'dismissed')),
  code text,
  -- The answer that settled it; taking that answer back opens every item it settled.
  alias_id uuid references terminology.alias (id),
  resolved_by uuid,
  resolved_at timestamptz,
  created_at timestamptz not null,
  check ((status = 'resolved') = (code is not null and alias_id is not null)),
  unique (kind, institution_id, normalised_name)
);
create index review_by_alias on terminology.review_item (alias_id) where alias_id is not null;
create index review_open on terminology.review_item (kind, normalised_name) where status = 'open';

do $$
declare t text;
begin
  foreach t in array array['alias', 'review_item'] loop
    execute format('alter table terminology.%I enable row level security', t);
    execute format('alter table terminology.%I force row level security', t);
  end loop;
end $$;
create policy read_alias on terminology.alias for select
  using (platform.is_platform() or institution_id is null or institution_id = platform.current_institution());
create policy write_alias on terminology.alias for all
  using (platform.is_platform() or institution_id = platform.current_institution());
create policy of_tenant on terminology.review_item for all
  using (platform.is_platform() or institution_id = platform.current_institution());
grant select, insert, update on terminology.alias, terminology.review_item to consilium_app;
