-- 资料新鲜度: who confirmed what and when, campaigns that ask for it, and what consultations show by the way.
alter table experts.claim
  -- The last day on which the expert or his hospital said that it is still so.
  add column confirmed_on date,
  add column confirmed_by uuid;
alter table experts.practitioner
  -- The last day on which he or his hospital went through the whole.
  add column confirmed_on date,
  -- 0 to 1, of the last night or of the last confirmation; ranking reads it, so it counts the pool up.
  add column freshness double precision not null default 1 check (freshness between 0 and 1);

create table experts.campaign (
  id uuid primary key,
  -- Null: the whole pool.
  organization_id uuid references organizations.organization (id),
  status text not null check (status in ('running', 'closed')),
  origin text not null check (origin in ('person', 'schedule')),
  -- {"remindDays": [7, 14], "escalateDay": 21, "lapseDay": 30, "suspendDay": 60}
  rule jsonb not null,
  started_by uuid,
  started_by_label text not null,
  started_at timestamptz not null,
  closed_at timestamptz,
  check ((status = 'closed') = (closed_at is not null))
);
create unique index campaign_once on experts.campaign
  (coalesce(organization_id, '00000000-0000-0000-0000-000000000000')) where status = 'running';

create table experts.campaign_task (
  id uuid primary key,
  campaign_id uuid not null references experts.campaign (id),
  practitioner_id uuid not null references experts.practitioner (id),
  -- Whose 医务部 is told when he does not answer.
  organization_id uuid not null references organizations.organization (id),
  status text not null check (status in ('open', 'lapsed', 'suspended', 'confirmed', 'closed')),
  due_facts int not null,
  reminders int not null default 0,
  asked_at timestamptz not null,
  escalated_at timestamptz,
  lapsed_at timestamptz,
  suspended_at timestamptz,
  answered_at timestamptz,
  answered_by uuid,
  -- {"right": 7, "changed": 1, "gone": 0}
  answers jsonb not null default '{}',
  check (status <> 'confirmed' or answered_at is not null),
  check (status <> 'suspended' or suspended_at is not null)
);
-- Nobody is asked twice at a time.
create unique index task_once on experts.campaign_task (practitioner_id) where status in ('open', 'lapsed', 'suspended');
create index task_of_campaign on experts.campaign_task (campaign_id, status);
create index task_of_organization on experts.campaign_task (organization_id, status);

-- How each offer ended, by post: what reverse checks count. One row an event.
create table experts.answer_signal (
  event_id uuid primary key,
  practitioner_role_id uuid not null references experts.practitioner_role (id),
  kind text not null check (kind in ('accepted', 'declined', 'expired')),
  code text,
  specialty_code text,
  at timestamptz not null
);
create index signal_of_role on experts.answer_signal (practitioner_role_id, at);

-- 核查线索: for a person to settle; nothing follows from it by itself.
create table experts.finding (
  id uuid primary key,
  kind text not null check (kind in ('not_my_field', 'department_bounces', 'long_inactive', 'reported_gone', 'fact_changed')),
  practitioner_id uuid references experts.practitioner (id),
  practitioner_role_id uuid references experts.practitioner_role (id),
  organization_id uuid not null references organizations.organization (id),
  department_name text not null default '',
  specialty_code text not null default '',
  claim_id uuid references experts.claim (id),
  -- Numbers, codes and what the expert wrote about himself.
  details jsonb not null default '{}',
  status text not null default 'open' check (status in ('open', 'settled')),
  outcome text check (outcome in ('specialty_removed', 'paused', 'inactive', 'retired', 'transferred', 'noted', 'dismissed')),
  reason text not null default '',
  opened_at timestamptz not null,
  settled_at timestamptz,
  settled_by uuid,
  settled_by_label text not null default '',
  check ((status = 'settled') = (outcome is not null and settled_at is not null))
);
create unique index finding_once on experts.finding (kind, coalesce(practitioner_id, organization_id), department_name,
  specialty_code, coalesce(claim_id, '00000000-0000-0000-0000-000000000000')) where status = 'open';
create index finding_of_organization on experts.finding (organization_id, status);

insert into platform.state_transition (machine, from_state, to_state) values
  ('campaign', 'running', 'closed'),
  ('campaign_task', 'open', 'confirmed'), ('campaign_task', 'open', 'lapsed'), ('campaign_task', 'open', 'closed'),
  ('campaign_task', 'lapsed', 'confirmed'), ('campaign_task', 'lapsed', 'suspended'), ('campaign_task', 'lapsed', 'closed'),
  ('campaign_task', 'suspended', 'confirmed'), ('campaign_task', 'suspended', 'closed'),
  ('finding', 'open', 'settled');
create trigger campaign_transition before update of status on experts.campaign
  for each row execute function platform.enforce_transition('campaign');
create trigger task_transition before update of status on experts.campaign_task
  for each row execute function platform.enforce_transition('campaign_task');
create trigger finding_transition before update of status on experts.finding
  for each row execute function platform.enforce_transition('finding');

do $$
declare t text;
begin
  foreach t in array array['campaign', 'campaign_task', 'answer_signal', 'finding'] loop
    execute format('alter table experts.%I enable row level security', t);
    execute format('alter table experts.%I force row level security', t);
  end loop;
end $$;
create policy in_sight on experts.campaign for select using (platform.is_platform() or platform.current_institution() is not null);
create policy run on experts.campaign for all
  using (platform.is_platform() or organization_id = platform.current_institution());
create policy of_hospital on experts.campaign_task for all
  using (platform.is_platform() or organization_id = platform.current_institution());
create policy own on experts.campaign_task for select using (exists (select 1 from experts.practitioner p
  where p.id = practitioner_id and p.person_id = platform.current_person()));
create policy count on experts.answer_signal for all using (platform.is_system());
create policy of_hospital on experts.finding for all
  using (platform.is_platform() or organization_id = platform.current_institution());
grant select, insert, update on experts.campaign, experts.campaign_task, experts.finding to consilium_app;
grant select, insert, delete on experts.answer_signal to consilium_app;
