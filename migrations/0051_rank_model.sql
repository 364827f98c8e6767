-- What the ranking learned from outcomes: versions that never change, and which of them a person brought into use, and why.
create table matching.rank_model (
  version text primary key check (version ~ '^rerank-[1-9][0-9]{0,5}$'),
  -- The hand-set model whose points it adds to; in use beside no other.
  base_version text not null,
  -- Points by factor, together 0.
  points jsonb not null,
  -- How it was learned, and what the newer rankings that it had not seen say of it.
  figures jsonb not null,
  -- Null: by command line.
  trained_by uuid references identity.person (id),
  trained_at timestamptz not null
);
create trigger rank_model_append_only before update or delete on matching.rank_model
  for each row execute function platform.refuse_change();

-- The latest row holds. A null version: the hand-set order alone.
create table matching.rank_model_use (
  number bigint generated always as identity primary key,
  version text references matching.rank_model (version),
  reason text not null check (length(btrim(reason)) between 2 and 500),
  decided_by uuid not null references identity.person (id),
  decided_at timestamptz not null
);
create trigger rank_model_use_append_only before update or delete on matching.rank_model_use
  for each row execute function platform.refuse_change();

do $$
declare t text;
begin
  foreach t in array array['rank_model', 'rank_model_use'] loop
    execute format('alter table matching.%I enable row level security', t);
    execute format('alter table matching.%I force row level security', t);
    -- Whoever sees a ranking may see by what it was made.
    execute format('create policy everyone_reads on matching.%I for select
      using (platform.is_platform() or platform.current_institution() is not null)', t);
    execute format('create policy platform_writes on matching.%I for insert with check (platform.is_platform())', t);
    execute format('grant select, insert on matching.%I to consilium_app', t);
  end loop;
end $$;

-- The odds of each decision are what an estimate of another order goes by: they stay as they were written.
create trigger pairing_append_only before update or delete on dispatch.pairing
  for each row execute function platform.refuse_change();
