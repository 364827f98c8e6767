-- 试点范围: in which regions and for which diseases the platform takes requests while it is being tried out. Each decision is a
-- version of its own and stays; the latest holds. None at all: everything is taken.
create schema pilot;
grant usage on schema pilot to consilium_app;

create table pilot.scope (
  number int primary key check (number > 0),
  -- False: everything is taken, whatever the lines of earlier versions were.
  is_limited boolean not null,
  reason text not null check (length(btrim(reason)) between 2 and 500),
  decided_by uuid not null references identity.person (id),
  decided_at timestamptz not null
);

-- What one version takes: a request within any of its lines.
create table pilot.scope_line (
  scope_number int not null references pilot.scope (number),
  place int not null check (place between 1 and 200),
  -- GB/T 2260; 省 and 市 include what is below them.
  region_code text not null check (region_code ~ '^[0-9]{6}$'),
  -- 诊疗科目 with what is below it; null: every one.
  specialty_code text,
  -- Beginning of an ICD-10 code (C34); null: every disease.
  disease_code text check (disease_code ~ '^[A-Z][0-9]{0,2}(\.[0-9A-Z]{1,4})?$'),
  primary key (scope_number, place)
);

do $$
declare t text;
begin
  foreach t in array array['scope', 'scope_line'] loop
    execute format('create trigger %I before update or delete on pilot.%I for each row execute function platform.refuse_change()',
      t || '_append_only', t);
    execute format('alter table pilot.%I enable row level security', t);
    execute format('alter table pilot.%I force row level security', t);
    -- Whoever may ask must know what is taken.
    execute format('create policy everyone_reads on pilot.%I for select using (true)', t);
    execute format('create policy platform_writes on pilot.%I for insert with check (platform.is_platform())', t);
    execute format('grant select, insert on pilot.%I to consilium_app', t);
  end loop;
end $$;
