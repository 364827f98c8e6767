create schema profile;
grant usage on schema profile to consilium_app;

-- What came of one offer or one consultation, as numbers and codes: told by events, never rewritten. Nothing of a patient.
create table profile.service_fact (
  kind text not null check (kind in ('offer', 'consult')),
  -- The offer's id, or the case's.
  id uuid not null,
  practitioner_role_id uuid not null references experts.practitioner_role (id),
  outcome text not null,
  -- Why it was declined.
  reason_code text,
  ring text,
  urgency_level text not null check (urgency_level in ('I', 'II', 'III', 'IV')),
  -- Minutes to the answer, and minutes there were; null for a consultation.
  minutes double precision check (minutes >= 0),
  allowed_minutes double precision check (allowed_minutes > 0),
  -- ICD-10 categories of the suspected diagnoses, the first one first.
  categories text[] not null default '{}',
  occurred_at timestamptz not null,
  primary key (kind, id),
  check (kind <> 'offer' or outcome in ('accepted', 'declined', 'expired')),
  check (kind <> 'consult' or outcome in ('adopted', 'partly_adopted', 'not_adopted')),
  check ((kind = 'offer') = (allowed_minutes is not null))
);
create index fact_of_role on profile.service_fact (practitioner_role_id);
create trigger fact_append_only before update or delete on profile.service_fact
  for each row execute function platform.refuse_change();

-- 能力画像: computed, so it may be computed anew at any time.
create table profile.profile (
  practitioner_id uuid primary key references experts.practitioner (id),
  model_version text not null,
  as_of date not null,
  computed_at timestamptz not null,
  -- Whom he was compared with: 诊疗科目 from the narrowest to the first level, and the height of the title.
  specialty_line text[] not null,
  title_rank int not null check (title_rank between 0 and 4),
  dimensions jsonb not null,
  sub_scores jsonb not null
);
-- Why: every piece of evidence with its points. Of the expert, his hospitals and the operator only.
create table profile.explanation (
  practitioner_id uuid primary key references profile.profile (practitioner_id) on delete cascade,
  contributions jsonb not null,
  documents jsonb not null
);
create table profile.skill (
  practitioner_id uuid not null references profile.profile (practitioner_id) on delete cascade,
  kind text not null check (kind in ('disease', 'operation')),
  level text not null check (level in ('category', 'block', 'chapter')),
  code text not null,
  strength double precision not null check (strength > 0 and strength <= 100),
  word text not null check (word in ('some', 'fair', 'strong')),
  effective double precision not null,
  newest_on date not null,
  is_hidden boolean not null,
  usual_specialties text[] not null,
  -- Documents by source: {"his": 2, "self_reported": 1}.
  sources jsonb not null,
  primary key (practitioner_id, kind, level, code)
);
create index skill_by_code on profile.skill (kind, code, strength desc);

-- Means of groups of peers, and how often advice on a kind of case is taken up; estimated from the whole pool.
create table profile.peer_mean (
  specialty text not null,
  title_rank text not null,
  sub_score text not null,
  members int not null check (members > 0),
  with_evidence int not null check (with_evidence between 0 and members),
  mean double precision not null,
  strength double precision not null check (strength >= 0),
  as_of date not null,
  primary key (specialty, title_rank, sub_score)
);
create table profile.case_mix (
  disease_group text not null,
  urgency_level text not null,
  cases double precision not null check (cases > 0),
  expected double precision not null check (expected between 0 and 1),
  as_of date not null,
  primary key (disease_group, urgency_level)
);

do $$
declare t text;
begin
  foreach t in array array['service_fact', 'profile', 'explanation', 'skill', 'peer_mean', 'case_mix'] loop
    execute format('alter table profile.%I enable row level security', t);
    execute format('alter table profile.%I force row level security', t);
    execute format('create policy computed on profile.%I for all using (platform.is_system())', t);
  end loop;
  foreach t in array array['profile', 'skill', 'peer_mean', 'case_mix'] loop
    execute format('create policy directory on profile.%I for select
      using (platform.is_platform() or platform.current_institution() is not null)', t);
  end loop;
end $$;
create policy close_ones on profile.explanation for select using (experts.is_close_to(practitioner_id));
create policy close_ones on profile.service_fact for select
  using (exists (select 1 from experts.practitioner_role r
    where r.id = practitioner_role_id and experts.is_close_to(r.practitioner_id)));
grant select, insert on profile.service_fact to consilium_app;
grant select, insert, update, delete on profile.profile, profile.explanation, profile.skill, profile.peer_mean,
  profile.case_mix to consilium_app;

-- What happened before profiles were kept, as far as it is still told.
select set_config('app.scope', 'system', true);
insert into profile.service_fact (kind, id, practitioner_role_id, outcome, reason_code, ring, urgency_level, minutes,
    allowed_minutes, occurred_at)
  select 'offer', o.id, o.practitioner_role_id, o.status, o.decline_code, o.ring, coalesce(r.urgency_level, 'IV'),
    case when o.status = 'expired' then null else extract(epoch from o.responded_at - o.sent_at) / 60 end,
    extract(epoch from o.expires_at - o.sent_at) / 60, coalesce(o.responded_at, o.expires_at)
  from dispatch.offer o join cases.consult_request r on r.id = o.case_id
  where o.status in ('accepted', 'declined', 'expired');
insert into profile.service_fact (kind, id, practitioner_role_id, outcome, urgency_level, categories, occurred_at)
  select 'consult', p.case_id, p.practitioner_role_id, p.decision, coalesce(r.urgency_level, 'IV'),
    array(select category from (select left(code, 3) as category, min(place) as place
      from unnest(p.diagnosis_codes) with ordinality as given (code, place) group by 1) once order by place), p.closed_at
  from dispatch.past_consult p join cases.consult_request r on r.id = p.case_id;
-- The first run; each one sets the next.
insert into platform.job (kind, subject_id, due_at, created_at)
  values ('profile.nightly', '00000000-0000-0000-0000-000000000000', now(), now());
select set_config('app.scope', '', true);
