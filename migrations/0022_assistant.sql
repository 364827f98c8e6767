create schema assistant;
grant usage on schema assistant to consilium_app;

-- 智能助手: how an institution uses a language model; without a row it uses none.
create table assistant.setting (
  institution_id uuid primary key references organizations.organization (id),
  is_enabled boolean not null default false,
  -- Base of an OpenAI-compatible endpoint; null: the one of the server's configuration.
  base_url text check (length(base_url) between 1 and 500),
  -- Empty: the model of the server's configuration.
  model text not null default '' check (length(model) <= 200),
  answer_format text not null default 'json_schema' check (answer_format in ('json_schema', 'json_object')),
  -- API key, sealed with the field key.
  key_cipher text,
  daily_calls int not null default 500 check (daily_calls between 0 and 100000),
  daily_tokens int not null default 1000000 check (daily_tokens between 0 and 1000000000),
  -- Below it nothing is raised.
  least_confidence double precision not null default 0.7 check (least_confidence between 0 and 1),
  -- Counts up with each change, so that two administrators do not overwrite each other.
  version int not null default 1,
  updated_by uuid,
  updated_at timestamptz not null
);

-- What was spent on a day of China; taken before a call, corrected by its answer.
create table assistant.usage (
  institution_id uuid not null references organizations.organization (id),
  day date not null,
  calls int not null check (calls >= 0),
  tokens bigint not null check (tokens >= 0),
  primary key (institution_id, day)
);

-- 调用: one question to a model, with everything about it but its text.
create table assistant.call (
  id uuid primary key,
  institution_id uuid not null references organizations.organization (id),
  kind text not null check (kind in ('case', 'test')),
  case_id uuid references cases.consult_request (id),
  -- The requester whose case it is, or who tested; for the record, not a right.
  asked_by uuid,
  status text not null check (status in ('queued', 'running', 'done', 'failed')),
  -- Of the last try.
  outcome text check (length(outcome) between 1 and 40),
  host text not null default '' check (length(host) <= 300),
  model text not null default '' check (length(model) <= 200),
  attempts int not null default 0,
  next_try_at timestamptz not null,
  -- A node works on it until then; afterwards another takes it over.
  lease_until timestamptz,
  -- Of the de-identified text.
  sent_sha256 text check (length(sent_sha256) = 64),
  sent_characters int,
  -- How many of each kind were taken out: {"name": 2}.
  removed jsonb not null default '{}',
  prompt_tokens int check (prompt_tokens >= 0),
  completion_tokens int check (completion_tokens >= 0),
  duration_ms int check (duration_ms >= 0),
  http_status int,
  created_at timestamptz not null,
  finished_at timestamptz,
  check ((kind = 'case') = (case_id is not null)),
  check ((status in ('done', 'failed')) = (finished_at is not null)),
  check (status in ('queued', 'running') or outcome is not null),
  check ((status = 'running') = (lease_until is not null))
);
create index call_of_institution on assistant.call (institution_id, created_at desc);
create index call_of_case on assistant.call (case_id, created_at desc) where case_id is not null;
create index call_waiting on assistant.call (next_try_at) where status in ('queued', 'running');
create unique index call_at_a_time on assistant.call (case_id) where status in ('queued', 'running');

-- 机器生成的建议: what an answer said, after it was checked, and what came of it.
create table assistant.advice (
  call_id uuid primary key references assistant.call (id),
  case_id uuid not null references cases.consult_request (id),
  level text not null check (level in ('I', 'II', 'III', 'IV')),
  confidence double precision not null check (confidence between 0 and 1),
  -- {findings, specialty, missing, structure, dropped}; every clinical statement quotes the request.
  content jsonb not null,
  effect text not null check (effect in ('raised', 'not_higher', 'not_grounded', 'not_sure', 'person_decided',
    'level_is_settled')),
  level_before text not null check (level_before in ('I', 'II', 'III', 'IV')),
  assessment_id uuid references triage.assessment (id),
  made_at timestamptz not null,
  check ((effect = 'raised') = (assessment_id is not null))
);
create index advice_of_case on assistant.advice (case_id, made_at desc);
create trigger advice_append_only before update or delete on assistant.advice
  for each row execute function platform.refuse_change();

insert into platform.state_transition (machine, from_state, to_state) values
  ('assistant_call', 'queued', 'running'), ('assistant_call', 'running', 'queued'),
  ('assistant_call', 'running', 'done'), ('assistant_call', 'running', 'failed');
create trigger call_transition before update of status on assistant.call
  for each row execute function platform.enforce_transition('assistant_call');

do $$
declare t text;
begin
  foreach t in array array['setting', 'usage', 'call', 'advice'] loop
    execute format('alter table assistant.%I enable row level security', t);
    execute format('alter table assistant.%I force row level security', t);
  end loop;
  foreach t in array array['setting', 'usage', 'call'] loop
    execute format('create policy of_tenant on assistant.%I for all
      using (platform.is_platform() or institution_id = platform.current_institution())', t);
  end loop;
end $$;
-- Who may see the case sees what the assistant was asked and said about it.
create policy with_case on assistant.call for select
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
create policy with_case on assistant.advice for all
  using (exists (select 1 from cases.consult_request r where r.id = case_id));
grant select, insert, update on assistant.setting, assistant.usage, assistant.call to consilium_app;
grant select, insert on assistant.advice to consilium_app;

-- The assistant's judgment stands beside those of the rules and of people, and may only raise what the rules said last.
alter table triage.assessment drop constraint assessment_made_by_check;
alter table triage.assessment add constraint assessment_made_by_check
  check (made_by in ('machine', 'person', 'assistant'));
create function triage.enforce_only_raised() returns trigger language plpgsql as $$
declare before record;
begin
  select level, made_by into before from triage.assessment
    where case_id = new.case_id order by sequence desc limit 1;
  if before is null or before.made_by <> 'machine'
    or array_position(array['I', 'II', 'III', 'IV'], new.level)
      >= array_position(array['I', 'II', 'III', 'IV'], before.level)
  then
    raise exception 'the assistant may only raise the level the rules gave'
      using errcode = '23514', constraint = 'assistant_only_raises';
  end if;
  return new;
end $$;
create trigger assistant_only_raises before insert on triage.assessment
  for each row when (new.made_by = 'assistant') execute function triage.enforce_only_raised();
