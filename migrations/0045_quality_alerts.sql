-- 质量警示 (signal: a chart's rule was broken) and 核查线索 (watch: something to be looked at by a person, never punished by
-- a machine). Both are tasks: who takes it, what the cause was, what was done, what came of it.
create table quality.alert (
  id uuid primary key,
  family text not null check (family in ('signal', 'watch')),
  kind text not null check (kind in ('volume_falls', 'satisfaction_low', 'response_slows', 'adoption_drops', 'department_bounces',
    'impossible_duration', 'praise_ring', 'one_address', 'split_cases', 'month_end_spike')),
  -- What it is about, as a key: an expert's post, a disease category, a department, a ring of persons.
  subject_key text not null check (length(subject_key) between 1 and 400),
  -- Whose quality office looks after it; null: the platform's.
  institution_id uuid references identity.tenant (id),
  -- Names and numbers the sentence is made of; nothing of a patient.
  details jsonb not null,
  -- {"points": [{"label", "value", "n", "low", "high"}], "centre", "rule"}; empty: no chart.
  chart jsonb not null default '{}',
  case_ids uuid[] not null default '{}',
  status text not null check (status in ('open', 'taken', 'cause_found', 'acting', 'closed', 'dismissed')),
  owner_person_id uuid references identity.person (id),
  owner_name text,
  cause text not null default '' check (length(cause) <= 1000),
  action text not null default '' check (length(action) <= 1000),
  effect text not null default '' check (length(effect) <= 1000),
  -- The measured figure when it was raised and when it was closed.
  value_before double precision,
  value_after double precision,
  version int not null default 1,
  raised_at timestamptz not null,
  due_on date not null,
  changed_at timestamptz not null,
  check ((status = 'open') <= (owner_person_id is null)),
  check (status not in ('taken', 'cause_found', 'acting', 'closed') or owner_person_id is not null),
  check (status not in ('cause_found', 'acting', 'closed') or length(cause) >= 2),
  check (status not in ('acting', 'closed') or length(action) >= 2),
  check (status <> 'closed' or length(effect) >= 2)
);
create unique index one_live_alert on quality.alert (kind, subject_key) where status not in ('closed', 'dismissed');
create index alert_latest on quality.alert (raised_at desc);
create table quality.alert_step (
  alert_id uuid not null references quality.alert (id),
  sequence int not null check (sequence > 0),
  at timestamptz not null,
  to_status text not null,
  actor_person_id uuid,
  actor_label text not null,
  note text not null default '' check (length(note) <= 1000),
  primary key (alert_id, sequence)
);
create trigger alert_step_append_only before update or delete on quality.alert_step
  for each row execute function platform.refuse_change();

-- 同行评议: a signed opinion drawn by lot, read blinded by two colleagues of the field.
create table quality.review (
  id uuid primary key,
  case_id uuid not null unique references cases.consult_request (id),
  practitioner_role_id uuid not null,
  specialty_code text,
  urgency_level text not null,
  is_rare boolean not null,
  status text not null check (status in ('waiting', 'rated')),
  drawn_at timestamptz not null,
  due_on date not null
);
create table quality.review_rating (
  review_id uuid not null references quality.review (id),
  rater_person_id uuid not null references identity.person (id),
  asked_at timestamptz not null,
  -- Ten items, 0 to 2 each; null: not rated yet.
  scores int[] check (scores is null or (cardinality(scores) = 10 and 0 <= all (scores) and 2 >= all (scores))),
  comment text not null default '' check (length(comment) <= 1000),
  rated_at timestamptz,
  primary key (review_id, rater_person_id),
  check ((scores is null) = (rated_at is null))
);

-- 投诉: somebody owns it, and a clock runs.
create table quality.complaint (
  id uuid primary key,
  case_id uuid references cases.consult_request (id),
  institution_id uuid not null references identity.tenant (id),
  source text not null check (source in ('patient', 'inviter', 'expert', 'other')),
  -- Encrypted under the server's field key: what people complain of is about a patient.
  text_cipher text not null,
  is_complex boolean not null,
  status text not null check (status in ('open', 'handling', 'answered', 'closed')),
  owner_person_id uuid references identity.person (id),
  owner_name text,
  due_at timestamptz not null,
  answer_cipher text,
  is_founded boolean,
  version int not null default 1,
  filed_by uuid not null references identity.person (id),
  filed_at timestamptz not null,
  answered_at timestamptz,
  closed_at timestamptz,
  check (status = 'open' or owner_person_id is not null),
  check ((status in ('answered', 'closed')) = (answered_at is not null and answer_cipher is not null and is_founded is not null))
);
create index complaint_live on quality.complaint (due_at) where status in ('open', 'handling');

insert into platform.state_transition (machine, from_state, to_state) values
  ('quality_alert', 'open', 'taken'), ('quality_alert', 'taken', 'cause_found'), ('quality_alert', 'cause_found', 'acting'),
  ('quality_alert', 'acting', 'closed'), ('quality_alert', 'open', 'dismissed'), ('quality_alert', 'taken', 'dismissed'),
  ('quality_alert', 'cause_found', 'dismissed'),
  ('quality_review', 'waiting', 'rated'),
  ('complaint', 'open', 'handling'), ('complaint', 'handling', 'answered'), ('complaint', 'answered', 'closed');
create trigger alert_transition before update of status on quality.alert
  for each row execute function platform.enforce_transition('quality_alert');
create trigger review_transition before update of status on quality.review
  for each row execute function platform.enforce_transition('quality_review');
create trigger complaint_transition before update of status on quality.complaint
  for each row execute function platform.enforce_transition('complaint');

do $$
declare t text;
begin
  foreach t in array array['alert', 'alert_step', 'review', 'review_rating', 'complaint'] loop
    execute format('alter table quality.%I enable row level security', t);
    execute format('alter table quality.%I force row level security', t);
  end loop;
end $$;
create policy office on quality.alert for all
  using (platform.is_platform() or institution_id = platform.current_institution());
create policy with_alert on quality.alert_step for all
  using (exists (select 1 from quality.alert a where a.id = alert_id));
create policy platform_only on quality.review for all using (platform.is_platform());
-- Both sides count how many of their opinions were reviewed; who rates, and how, stays with the platform.
create policy both_sides on quality.review for select
  using (exists (select 1 from quality.case_fact f where f.case_id = review.case_id));
create policy rater on quality.review_rating for all
  using (platform.is_platform() or rater_person_id = platform.current_person());
create policy office on quality.complaint for all
  using (platform.is_platform() or institution_id = platform.current_institution());
grant select, insert, update on quality.alert, quality.review, quality.review_rating, quality.complaint to consilium_app;
grant select, insert on quality.alert_step to consilium_app;
