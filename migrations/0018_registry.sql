-- 合并: two records of one person become one and can be parted again; 异议: what an expert contests.
alter table experts.practitioner
  -- Keyed hash of the mobile number: two records that share it are perhaps one person.
  add column phone_index text,
  -- The record that goes on for this person; this one is kept for the way back.
  add column merged_into uuid references experts.practitioner (id),
  add constraint merged_record_is_empty check (merged_into is null or (person_id is null and licence_number is null
    and id_number_index is null and merged_into <> id));
create index practitioner_by_phone on experts.practitioner (phone_index) where phone_index is not null;
-- The same department of the same institution in both records: one post goes on, the other leads to it.
alter table experts.practitioner_role
  add column merged_into uuid references experts.practitioner_role (id) check (merged_into <> id);
do $$
declare name text;
begin
  select conname into name from pg_constraint
    where conrelid = 'experts.practitioner_role'::regclass and contype = 'u';
  execute format('alter table experts.practitioner_role drop constraint %I', name);
end $$;
create unique index post_once on experts.practitioner_role (practitioner_id, organization_id, department_name)
  where merged_into is null;

create table experts.merge (
  id uuid primary key,
  kept_id uuid not null references experts.practitioner (id),
  gone_id uuid not null references experts.practitioner (id),
  status text not null check (status in ('merged', 'undone')),
  -- Score and reasons by which the two were proposed; empty: the operator found them himself.
  grounds jsonb not null default '[]',
  reason text not null check (length(reason) between 2 and 500),
  -- What was where: rows of both records before, and the posts, claims, conflicts and objections that moved.
  before jsonb not null,
  merged_by uuid not null,
  merged_at timestamptz not null,
  undone_by uuid,
  undone_at timestamptz,
  undone_reason text check (length(undone_reason) between 2 and 500),
  check (kept_id <> gone_id),
  check ((status = 'undone') = (undone_at is not null and undone_by is not null and undone_reason is not null))
);
create unique index merged_once on experts.merge (gone_id) where status = 'merged';
create index merge_of_kept on experts.merge (kept_id);
-- Two records a person has looked at and found to be two people.
create table experts.not_same_person (
  lower_id uuid not null references experts.practitioner (id),
  higher_id uuid not null references experts.practitioner (id),
  reason text not null check (length(reason) between 2 and 500),
  decided_by uuid not null,
  decided_at timestamptz not null,
  primary key (lower_id, higher_id),
  check (lower_id < higher_id)
);

create table experts.objection (
  id uuid primary key,
  practitioner_id uuid not null references experts.practitioner (id),
  about text not null check (about in ('claim', 'score')),
  claim_id uuid references experts.claim (id),
  -- Which score or dimension, as the profile names it.
  score_key text check (length(score_key) between 1 and 100),
  text text not null check (length(text) between 2 and 1000),
  status text not null default 'open' check (status in ('open', 'accepted', 'rejected', 'withdrawn')),
  answer text check (length(answer) between 2 and 1000),
  filed_by uuid not null,
  filed_at timestamptz not null,
  answered_by uuid,
  answered_at timestamptz,
  check ((about = 'claim') = (claim_id is not null)),
  check ((about = 'score') = (score_key is not null)),
  check ((status in ('accepted', 'rejected')) = (answer is not null)),
  check ((status = 'open') = (answered_at is null))
);
create unique index objection_once on experts.objection (practitioner_id, about, coalesce(claim_id::text, score_key))
  where status = 'open';
create index objection_of_practitioner on experts.objection (practitioner_id, filed_at);

insert into platform.state_transition (machine, from_state, to_state) values
  ('expert_merge', 'merged', 'undone'),
  ('objection', 'open', 'accepted'), ('objection', 'open', 'rejected'), ('objection', 'open', 'withdrawn');
create trigger merge_transition before update of status on experts.merge
  for each row execute function platform.enforce_transition('expert_merge');
create trigger objection_transition before update of status on experts.objection
  for each row execute function platform.enforce_transition('objection');

-- A claim that gave way to the other record's may stand again when it goes back to its own.
create or replace function experts.keep_claim() returns trigger language plpgsql as $$
begin
  if (new.id, new.kind, new.subject_key, new.label, new.source, new.created_at)
    is distinct from (old.id, old.kind, old.subject_key, old.label, old.source, old.created_at)
    or new.quantity is distinct from old.quantity or new.value is distinct from old.value
    or (old.superseded_by is not null and new.superseded_by is distinct from old.superseded_by
      and not (new.superseded_by is null and new.practitioner_id <> old.practitioner_id))
  then
    raise exception 'what a claim says may not change' using errcode = '23514', constraint = 'claim_is_kept';
  end if;
  if new.state is distinct from old.state and not exists (
    select 1 from platform.state_transition
    where machine = 'claim' and from_state = old.state and to_state = new.state)
  then
    raise exception 'claim may not go from % to %', old.state, new.state
      using errcode = '23514', constraint = 'state_transition';
  end if;
  return new;
end $$;

do $$
declare t text;
begin
  foreach t in array array['merge', 'not_same_person', 'objection'] loop
    execute format('alter table experts.%I enable row level security', t);
    execute format('alter table experts.%I force row level security', t);
  end loop;
end $$;
create policy platform_only on experts.merge for all using (platform.is_platform());
create policy platform_only on experts.not_same_person for all using (platform.is_platform());
create policy close_ones on experts.objection for all using (experts.is_close_to(practitioner_id));
grant select, insert, update on experts.merge, experts.objection to consilium_app;
grant select, insert on experts.not_same_person to consilium_app;
