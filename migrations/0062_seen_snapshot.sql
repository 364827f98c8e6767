-- What a reading has seen, to be asked later for what came after it. PostgreSQL leaves one's own transaction out of those
-- under way: once a later one has ended, the own looks like a past one, and what it may still write would be held for
-- read. Here it counts as under way.
create function platform.seen_snapshot() returns pg_snapshot language sql stable as $$
  select case
    when own is null or not pg_visible_in_snapshot(own, seen) then seen
    else concat(least(pg_snapshot_xmin(seen), own), ':', pg_snapshot_xmax(seen), ':',
      (select string_agg(id::text, ',' order by id) from (select pg_snapshot_xip(seen) as id union select own) as under_way)
    )::pg_snapshot
  end
  from (select pg_current_xact_id_if_assigned() as own, pg_current_snapshot() as seen) as now
$$;
