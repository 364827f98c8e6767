-- 策略实验室: dispatch policies as data, simulations of them, and how a new one is brought into use step by step.
create table dispatch.policy_version (
  version text primary key check (version ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
  policy jsonb not null,
  -- The version it was made from.
  based_on text not null,
  reason text not null check (length(reason) between 2 and 500),
  created_by uuid not null references identity.person (id),
  created_at timestamptz not null,
  check (policy ->> 'version' = version)
);
create trigger policy_version_append_only before update or delete on dispatch.policy_version
  for each row execute function platform.refuse_change();

-- One simulation: its settings, how far it is, what came of it.
create table dispatch.policy_run (
  id uuid primary key,
  settings jsonb not null,
  policy_version text not null,
  is_replay boolean not null,
  status text not null check (status in ('running', 'done', 'failed', 'cancelled')),
  progress double precision not null default 0 check (progress between 0 and 1),
  result jsonb,
  failure text check (length(failure) <= 500),
  started_by uuid not null references identity.person (id),
  started_at timestamptz not null,
  -- The node that runs it says so every few seconds; silence means that it is gone.
  heard_at timestamptz not null,
  finished_at timestamptz,
  check ((status = 'done') = (result is not null)),
  check ((status = 'failed') = (failure is not null)),
  check ((status = 'running') = (finished_at is null))
);
create index policy_run_latest on dispatch.policy_run (started_at desc);

-- Bringing a version into use: shadow 只记录不执行 → half 50:50 → most 80:20 → active 全面启用.
create table dispatch.policy_rollout (
  id uuid primary key,
  policy_version text not null references dispatch.policy_version (version),
  status text not null check (status in ('shadow', 'half', 'most', 'active', 'stopped', 'replaced')),
  started_by uuid not null references identity.person (id),
  started_at timestamptz not null,
  changed_at timestamptz not null
);
-- One version is tried at a time, and one stands.
create unique index one_rollout_at_a_time on dispatch.policy_rollout ((true)) where status in ('shadow', 'half', 'most');
create unique index one_active_policy on dispatch.policy_rollout ((true)) where status = 'active';

insert into platform.state_transition (machine, from_state, to_state) values
  ('policy_run', 'running', 'done'), ('policy_run', 'running', 'failed'), ('policy_run', 'running', 'cancelled'),
  ('policy_rollout', 'shadow', 'half'), ('policy_rollout', 'half', 'most'), ('policy_rollout', 'most', 'active'),
  ('policy_rollout', 'half', 'shadow'), ('policy_rollout', 'most', 'half'),
  ('policy_rollout', 'shadow', 'stopped'), ('policy_rollout', 'half', 'stopped'), ('policy_rollout', 'most', 'stopped'),
  ('policy_rollout', 'active', 'replaced'), ('policy_rollout', 'active', 'stopped');
create trigger policy_run_transition before update of status on dispatch.policy_run
  for each row execute function platform.enforce_transition('policy_run');
create trigger policy_rollout_transition before update of status on dispatch.policy_rollout
  for each row execute function platform.enforce_transition('policy_rollout');

-- By which policy a case is dispatched: drawn once from its id, kept to the end, so that the arms can be compared.
create table dispatch.policy_assignment (
  case_id uuid primary key references cases.consult_request (id),
  rollout_id uuid not null references dispatch.policy_rollout (id),
  arm text not null check (arm in ('standing', 'candidate')),
  policy_version text not null,
  -- Percent of cases that went to the candidate when this one was drawn: its propensity.
  candidate_percent int not null check (candidate_percent between 0 and 100),
  assigned_at timestamptz not null
);
create index policy_assignment_of_rollout on dispatch.policy_assignment (rollout_id, arm);
create trigger policy_assignment_append_only before update or delete on dispatch.policy_assignment
  for each row execute function platform.refuse_change();

-- What the candidate would have done while it was only watching.
create table dispatch.policy_shadow (
  rollout_id uuid not null references dispatch.policy_rollout (id),
  plan_id uuid not null,
  case_id uuid not null references cases.consult_request (id),
  seat int not null,
  asked uuid[] not null,
  would_ask uuid[] not null,
  made_at timestamptz not null,
  primary key (rollout_id, plan_id, case_id, seat)
);
create trigger policy_shadow_append_only before update or delete on dispatch.policy_shadow
  for each row execute function platform.refuse_change();

do $$
declare t text;
begin
  foreach t in array array['policy_version', 'policy_run', 'policy_rollout', 'policy_assignment', 'policy_shadow'] loop
    execute format('alter table dispatch.%I enable row level security', t);
    execute format('alter table dispatch.%I force row level security', t);
    execute format('create policy platform_only on dispatch.%I for all using (platform.is_platform())', t);
    execute format('grant select, insert on dispatch.%I to consilium_app', t);
  end loop;
end $$;
grant update on dispatch.policy_run, dispatch.policy_rollout to consilium_app;
