create schema matching;
grant usage on schema matching to consilium_app;

-- Each ranking with inputs, version of pool and model, candidates with reasons, and why the others are not there.
create table matching.decision (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  model_version text not null,
  pool_epoch uuid not null,
  pool_version bigint not null,
  inputs jsonb not null,
  candidates jsonb not null,
  excluded jsonb not null,
  considered int not null,
  made_at timestamptz not null
);
create index decision_of_case on matching.decision (case_id, made_at);
alter table matching.decision enable row level security;
alter table matching.decision force row level security;
-- The ranking of colleagues is for the inviting side and the operator, not for the invited.
create policy inviter on matching.decision for all
  using (platform.is_platform() or exists (select 1 from cases.consult_request r
    where r.id = case_id and r.institution_id = platform.current_institution()));
create trigger decision_append_only before update or delete on matching.decision
  for each row execute function platform.refuse_change();
grant select, insert on matching.decision to consilium_app;
