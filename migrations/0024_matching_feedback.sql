-- 不合适: a person says that a ranked expert does not fit this case, and why. It keeps him from being asked for the case,
-- and with the ranking's features it is what a later model learns from.
create table matching.feedback (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  decision_id uuid not null references matching.decision (id),
  practitioner_role_id uuid not null references experts.practitioner_role (id),
  person_id uuid not null references identity.person (id),
  reason text not null check (reason in ('wrong_field', 'lacks_experience', 'patient_declines', 'known_conflict', 'too_slow', 'other')),
  note text not null default '' check (length(note) <= 500 and (reason <> 'other' or length(btrim(note)) >= 2)),
  given_at timestamptz not null,
  withdrawn_at timestamptz check (withdrawn_at >= given_at)
);
-- One that stands for each expert of a case, whoever gave it.
create unique index feedback_that_stands on matching.feedback (case_id, practitioner_role_id) where withdrawn_at is null;
create index feedback_by_time on matching.feedback (given_at, id);

-- Taken back once, and nothing else of it ever changes.
create function matching.keep_feedback() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.withdrawn_at is not null
    or (to_jsonb(new) - 'withdrawn_at') is distinct from (to_jsonb(old) - 'withdrawn_at') then
    raise exception 'matching.feedback is taken back, never changed';
  end if;
  return new;
end $$;
create trigger feedback_kept before update or delete on matching.feedback
  for each row execute function matching.keep_feedback();

alter table matching.feedback enable row level security;
alter table matching.feedback force row level security;
create policy inviter on matching.feedback for all
  using (platform.is_platform() or exists (select 1 from cases.consult_request r
    where r.id = case_id and r.institution_id = platform.current_institution()));
grant select, insert, update on matching.feedback to consilium_app;
