-- Rings by skill and distance; several lines of offers at a time; several seats of an MDT 多学科会诊.
alter table dispatch.offer drop constraint offer_ring_check;
alter table dispatch.offer add constraint offer_ring_check
  check (ring in ('named', 'best', 'wider', 'neighbour', 'national', 'dispatcher'));
alter table dispatch.offer
  add column seat int not null default 1 check (seat between 1 and 5),
  -- 1: asked first; 2 and more: asked beside others who have not answered yet.
  add column line int not null default 1 check (line between 1 and 5),
  add column plan_id uuid;
drop index dispatch.one_acceptance_per_case;
create unique index one_acceptance_per_seat on dispatch.offer (case_id, seat) where status = 'accepted';
-- One person fills one seat.
create unique index one_seat_per_person on dispatch.offer (case_id, person_id) where status = 'accepted';

alter table dispatch.search drop constraint search_ring_check;
alter table dispatch.search add constraint search_ring_check
  check (ring in ('named', 'best', 'wider', 'neighbour', 'national', 'dispatcher'));
alter table dispatch.search add column seat int not null default 1 check (seat between 1 and 5);
alter table dispatch.search drop constraint search_pkey;
alter table dispatch.search add primary key (case_id, seat);
alter table dispatch.search
  -- The specialty this seat is for; null: what the request itself asks for.
  add column specialty_code text,
  -- It wants an offer, at the latest looked at then; null: enough offers are alive, or it has ended.
  add column look_at timestamptz;
create index search_to_plan on dispatch.search (look_at) where status = 'running' and look_at is not null;

-- One look over all waiting seats at once, with the proof of how good it was.
create table dispatch.plan (
  id uuid primary key,
  made_at timestamptz not null,
  policy_version text not null,
  openings int not null,
  edges int not null,
  -- The sum reached, and the most that anybody could reach.
  value double precision not null,
  bound double precision not null,
  solve_ms double precision not null
);
-- What one plan decided for one seat, and from what. Never changed.
create table dispatch.pairing (
  plan_id uuid not null references dispatch.plan (id),
  case_id uuid not null references cases.consult_request (id),
  seat int not null,
  made_at timestamptz not null,
  open_ring text not null,
  step text not null check (step in ('asked', 'waits', 'handed_over')),
  details jsonb not null,
  primary key (plan_id, case_id, seat)
);
create index pairing_of_case on dispatch.pairing (case_id, made_at desc);
do $$
declare t text;
begin
  foreach t in array array['plan', 'pairing'] loop
    execute format('alter table dispatch.%I enable row level security', t);
    execute format('alter table dispatch.%I force row level security', t);
  end loop;
end $$;
create policy everyone_reads on dispatch.plan for select
  using (platform.is_platform() or platform.current_institution() is not null);
create policy platform_writes on dispatch.plan for insert with check (platform.is_platform());
create policy parties on dispatch.pairing for all
  using (platform.is_platform() or exists (select 1 from cases.consult_request r where r.id = case_id
    and r.institution_id = platform.current_institution()));
grant select, insert on dispatch.plan, dispatch.pairing to consilium_app;
