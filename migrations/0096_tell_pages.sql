-- Whom a case concerns is known where its rows are: open pages are told with whatever else is left for later, without asking first.

-- Tells the open pages of everyone concerned that these cases have changed (channel and message as src/platform/live.ts, audience as
-- src/cases/store/access.ts).
create function cases.tell_pages(ids uuid[]) returns void language sql as $$
  select pg_notify('consilium_live', jsonb_build_object('topic', 'case', 'id', r.id, 'audience',
    case when r.number is null then jsonb_build_object('persons', jsonb_build_array(r.requester_person_id))
    else jsonb_build_object('platform', true, 'institutions', jsonb_build_array(r.institution_id), 'persons',
      jsonb_build_array(r.requester_person_id) || coalesce((select jsonb_agg(distinct a.person_id)
        from cases.access a where a.case_id = r.id and a.ended_at is null), '[]')) end)::text)
  from cases.consult_request r where r.id = any (ids);
$$;
