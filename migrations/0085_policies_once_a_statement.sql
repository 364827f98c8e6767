-- Who asks does not change within a statement, but a policy that calls `platform.is_platform()` or its like by itself asks it of
-- every row: half a million rows took 1.0 s to sum, 0.17 s with the call in a sub-select, which is answered once a statement.
-- Every policy is rewritten so; src/platform/platform.test.ts keeps it so.
do $$
declare
  one record;
  asked constant text := '(?<!SELECT )platform\.(is_platform|is_system|current_institution|current_person|now)\(\)';
  once constant text := '(select platform.\1())';
begin
  -- Names are written in full.
  perform set_config('search_path', 'pg_catalog', true);
  for one in
    select p.polname as name, p.polrelid::regclass as on_table,
      regexp_replace(pg_get_expr(p.polqual, p.polrelid), asked, once, 'g') as qual,
      regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), asked, once, 'g') as with_check
    from pg_policy p
    where pg_get_expr(p.polqual, p.polrelid) ~ asked or pg_get_expr(p.polwithcheck, p.polrelid) ~ asked
  loop
    execute format('alter policy %I on %s', one.name, one.on_table)
      || coalesce(' using (' || one.qual || ')', '') || coalesce(' with check (' || one.with_check || ')', '');
  end loop;
end $$;
