-- 主张 as the whole book of facts: fields as well as capabilities, each with its value, evidence, check and clock.
alter table experts.claim
  -- The post the fact is about; null: the person.
  add column practitioner_role_id uuid references experts.practitioner_role (id),
  -- What the claim is about within its kind: '' where one value holds, else the label folded.
  add column subject_key text,
  -- Which code system the code is of.
  add column code_system text,
  -- Canonical value of a field; for an item of a list, what else is known of it.
  add column value jsonb,
  -- {"fileId": "…", "reference": "…", "note": "…"}
  add column evidence jsonb,
  add column asserted_by uuid,
  add column verified_by uuid,
  add column verified_at timestamptz,
  -- When it is to be confirmed again; null: it does not age.
  add column next_due_on date,
  add column overdue_action text not null default 'warn' check (overdue_action in ('warn', 'lower_weight', 'suspend')),
  add column superseded_by uuid references experts.claim (id) deferrable initially deferred,
  add column connector_run_id uuid,
  add column disputed_reason text check (length(disputed_reason) between 1 and 500);
update experts.claim set subject_key = lower(regexp_replace(label, '\s+', '', 'g'));
alter table experts.claim alter column subject_key set not null;
alter table experts.claim drop constraint claim_kind_check;
alter table experts.claim add constraint claim_kind_check check (kind in (
  'name', 'gender', 'birth_on', 'licence', 'qualification', 'practice_scope', 'practice_level', 'practice_category',
  'independent_since', 'title_qualification', 'title', 'teaching_title', 'department', 'post', 'supervisor',
  'disease_cases', 'procedure_cases', 'skill', 'language', 'degree', 'education', 'publication', 'grant', 'award',
  'society', 'teaching', 'student_count', 'lecture', 'refusal', 'conflict_of_interest'));
alter table experts.claim
  add constraint claim_label_length check (length(label) between 1 and 500) not valid,
  add constraint claim_quantity_sane check (quantity >= 0) not valid,
  add constraint claim_supersedes_another check (superseded_by <> id),
  add constraint claim_checked_by_somebody check (state <> 'verified' or verified_at is not null) not valid,
  add constraint claim_doubt_has_reason check (state <> 'disputed' or disputed_reason is not null) not valid;

-- One word a source on one thing; beside it at most what was checked of the same source's earlier words.
drop index experts.claim_once;
create unique index claim_once on experts.claim
  (practitioner_id, kind, subject_key, source, coalesce(practitioner_role_id, practitioner_id), (state = 'verified'))
  where superseded_by is null and state <> 'withdrawn';
create index claim_due on experts.claim (next_due_on) where superseded_by is null and state in ('asserted', 'verified');

-- What a claim says is never rewritten; another value is another claim. Its reading (code) and its check may change.
create function experts.keep_claim() returns trigger language plpgsql as $$
begin
  if (new.id, new.kind, new.subject_key, new.label, new.source, new.created_at)
    is distinct from (old.id, old.kind, old.subject_key, old.label, old.source, old.created_at)
    or new.quantity is distinct from old.quantity or new.value is distinct from old.value
    or (old.superseded_by is not null and new.superseded_by is distinct from old.superseded_by)
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
create trigger claim_kept before update on experts.claim for each row execute function experts.keep_claim();
create trigger claim_never_deleted before delete on experts.claim
  for each row execute function platform.refuse_change();
insert into platform.state_transition (machine, from_state, to_state) values
  ('claim', 'asserted', 'verified'), ('claim', 'asserted', 'disputed'), ('claim', 'asserted', 'expired'),
  ('claim', 'asserted', 'withdrawn'), ('claim', 'verified', 'disputed'), ('claim', 'verified', 'expired'),
  ('claim', 'verified', 'withdrawn'), ('claim', 'disputed', 'asserted'), ('claim', 'disputed', 'verified'),
  ('claim', 'disputed', 'withdrawn'), ('claim', 'expired', 'asserted'), ('claim', 'expired', 'verified'),
  ('claim', 'expired', 'disputed'), ('claim', 'expired', 'withdrawn'),
  ('claim_conflict', 'open', 'settled'), ('claim_conflict', 'open', 'lapsed');

-- Each change of a claim's state: who, when, why.
create table experts.claim_step (
  id uuid primary key default gen_random_uuid(),
  claim_id uuid not null references experts.claim (id),
  from_state text not null,
  to_state text not null,
  reason text not null default '' check (length(reason) <= 500),
  -- Null: the system.
  by_person_id uuid,
  at timestamptz not null
);
create index step_of_claim on experts.claim_step (claim_id);
create trigger step_append_only before update or delete on experts.claim_step
  for each row execute function platform.refuse_change();

-- Two claims that contradict each other; the standing one holds until a person has settled it.
create table experts.claim_conflict (
  id uuid primary key,
  practitioner_id uuid not null references experts.practitioner (id),
  kind text not null,
  standing_claim_id uuid not null references experts.claim (id),
  challenger_claim_id uuid not null references experts.claim (id),
  -- lapsed: the sources came to agree, or one of them withdrew.
  status text not null default 'open' check (status in ('open', 'settled', 'lapsed')),
  chosen_claim_id uuid references experts.claim (id),
  reason text check (length(reason) between 1 and 500),
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid,
  check (standing_claim_id <> challenger_claim_id),
  check ((status = 'settled') = (chosen_claim_id is not null)),
  check (status <> 'settled' or (reason is not null and closed_by is not null)),
  check ((status = 'open') = (closed_at is null))
);
create unique index conflict_once on experts.claim_conflict (standing_claim_id, challenger_claim_id) where status = 'open';
create index conflict_of_practitioner on experts.claim_conflict (practitioner_id) where status = 'open';
create trigger conflict_transition before update of status on experts.claim_conflict
  for each row execute function platform.enforce_transition('claim_conflict');

do $$
declare t text;
begin
  foreach t in array array['claim_step', 'claim_conflict'] loop
    execute format('alter table experts.%I enable row level security', t);
    execute format('alter table experts.%I force row level security', t);
  end loop;
end $$;
-- Whose facts they are: the expert himself, also where his account is at another institution, and the hospitals of his posts.
create function experts.is_close_to(practitioner uuid) returns boolean language sql stable as $$
  select platform.is_platform()
    or exists (select 1 from experts.practitioner p
      where p.id = practitioner and p.person_id = platform.current_person())
    or exists (select 1 from experts.practitioner_role r
      where r.practitioner_id = practitioner and r.organization_id = platform.current_institution())
$$;
drop policy change_claim on experts.claim;
create policy change_claim on experts.claim for update using (experts.is_close_to(practitioner_id));
create policy close_ones on experts.claim_conflict for all using (experts.is_close_to(practitioner_id));
create policy close_ones on experts.claim_step for all
  using (exists (select 1 from experts.claim c where c.id = claim_id and experts.is_close_to(c.practitioner_id)));
-- An expert's own facts may stand in his row, also where his account is at another institution.
create policy change_self on experts.practitioner for update using (person_id = platform.current_person());
grant select, insert on experts.claim_step to consilium_app;
grant select, insert, update on experts.claim_conflict to consilium_app;
