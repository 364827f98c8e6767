-- What is written about many cases at once goes in one message to the database, and each statement in it sees what the lock before it waited for.

-- Adds steps to the timelines of one or many cases, in the order given, and tells the open pages of everyone concerned
-- (channel and message as src/platform/live.ts, audience as src/cases/store/access.ts). Holds the cases' rows until commit, so that
-- sequence numbers have no gaps.
-- entries: [{case_id, kind, actor_person_id, actor_label, details}]
create function cases.add_timeline_entries(entries jsonb, entered_at timestamptz) returns void language plpgsql as $$
declare
  wanted uuid[];
  held int;
begin
  select array_agg(distinct (e ->> 'case_id')::uuid) into wanted from jsonb_array_elements(entries) e;
  perform 1 from cases.consult_request r where r.id = any (wanted) order by r.id for no key update;
  get diagnostics held = row_count;
  if held < cardinality(wanted) then
    raise exception 'a case of the timeline is not in sight' using errcode = 'P0002';
  end if;
  insert into cases.timeline_entry (case_id, sequence, at, kind, actor_person_id, actor_label, details)
  select e.case_id,
    coalesce((select max(t.sequence) from cases.timeline_entry t where t.case_id = e.case_id), 0)
      + row_number() over (partition by e.case_id order by e.place),
    entered_at, e.kind, e.actor_person_id, e.actor_label, e.details
  from rows from (jsonb_to_recordset(entries)
    as (case_id uuid, kind text, actor_person_id uuid, actor_label text, details jsonb))
    with ordinality as e (case_id, kind, actor_person_id, actor_label, details, place);
  perform pg_notify('consilium_live', jsonb_build_object('topic', 'case', 'id', r.id, 'audience',
    case when r.number is null then jsonb_build_object('persons', jsonb_build_array(r.requester_person_id))
    else jsonb_build_object('platform', true, 'institutions', jsonb_build_array(r.institution_id), 'persons',
      jsonb_build_array(r.requester_person_id) || coalesce((select jsonb_agg(distinct a.person_id)
        from cases.access a where a.case_id = r.id and a.ended_at is null), '[]')) end)::text)
  from cases.consult_request r where r.id = any (wanted);
end $$;

-- Opens cases to persons of other institutions; what is open already stays as it is.
-- grants: [{case_id, person_id, basis, taken_over_from}]
create function cases.grant_access(grants jsonb, granted timestamptz) returns void language plpgsql as $$
declare
  known int;
begin
  select count(*) into known from jsonb_to_recordset(grants) as g (case_id uuid, person_id uuid)
    join cases.consult_request r on r.id = g.case_id join identity.person p on p.id = g.person_id;
  if known < jsonb_array_length(grants) then
    raise exception 'access for an unknown person or case' using errcode = 'P0002';
  end if;
  insert into cases.access (id, case_id, case_institution_id, institution_id, person_id, basis, granted_at, taken_over_from)
  select gen_random_uuid(), r.id, r.institution_id, p.institution_id, p.id, g.basis, granted, g.taken_over_from
  from jsonb_to_recordset(grants) as g (case_id uuid, person_id uuid, basis text, taken_over_from uuid)
    join cases.consult_request r on r.id = g.case_id join identity.person p on p.id = g.person_id
  on conflict (case_id, person_id, basis) where ended_at is null do nothing;
end $$;
