-- The books take a portion of postings in one statement, and the database judges the portion as a set when that statement ends:
-- a trigger a row cost more than the rows.

drop trigger posting_balances on incentives.posting;
drop trigger entry_of_open_posting on incentives.entry;
drop function incentives.judge_new_posting();
drop function incentives.judge_new_entry();
drop function incentives.judge_posting(uuid);

-- A posting comes with its lines in one statement. Both triggers fire when all rows of it stand.
create function incentives.judge_new_postings() returns trigger language plpgsql as $$
declare bad uuid;
begin
  select p.id into bad from fresh p where (select count(*) from incentives.entry e where e.posting_id = p.id) <> p.entry_count limit 1;
  if found then
    raise exception 'posting % does not balance', bad using errcode = '23514', constraint = 'posting_balances';
  end if;
  -- What it takes back stands in the same book, is no reversal itself, and each account is left as it was before.
  select p.id into bad from fresh p join incentives.posting r on r.id = p.reverses_id
    where r.reverses_id is not null or r.institution_id <> p.institution_id or exists (
      select e.account_id from incentives.entry e where e.posting_id in (p.id, r.id) group by 1 having sum(e.amount) <> 0) limit 1;
  if found then
    raise exception 'posting % does not take back another', bad using errcode = '23514', constraint = 'reversal_is_exact';
  end if;
  return null;
end $$;
create function incentives.judge_new_entries() returns trigger language plpgsql as $$
declare bad uuid;
begin
  -- A line added to a posting of an earlier transaction is refused; one added to a posting of this transaction makes too many.
  select f.posting_id into bad from (select distinct e.posting_id from fresh e) f
    where (select p.xmin::text::bigint from incentives.posting p where p.id = f.posting_id) is distinct from txid_current() % 4294967296 limit 1;
  if found then raise exception 'posting % is closed', bad using errcode = '42501'; end if;
  select f.posting_id into bad from (select distinct e.posting_id from fresh e) f
    cross join lateral (select count(*) as n, coalesce(sum(e.amount) filter (where e.unit = 'fen'), 0) as fen,
      coalesce(sum(e.amount) filter (where e.unit = 'credit_cent'), 0) as cents from incentives.entry e where e.posting_id = f.posting_id) s
    where s.fen <> 0 or s.cents <> 0 or s.n <> (select p.entry_count from incentives.posting p where p.id = f.posting_id) limit 1;
  if found then
    raise exception 'posting % does not balance', bad using errcode = '23514', constraint = 'posting_balances';
  end if;
  return null;
end $$;
create trigger posting_balances after insert on incentives.posting referencing new table as fresh
  for each statement execute function incentives.judge_new_postings();
create trigger entries_balance after insert on incentives.entry referencing new table as fresh
  for each statement execute function incentives.judge_new_entries();

/*
 * Posts what its book does not hold yet, in the order given, and tells how many that were. `wanted`: a list of {institution_id,
 * source_key, kind, case_id, on_date, reverses (a source key of the same book), entries: [{account, other_id, unit, amount}]}.
 * Everybody takes the operator's chain in turn, so what needs no chain is done before it is taken, and the rest in this one call. Each
 * look-up is a subquery of its own row, which the planner cannot turn into reading the whole book.
 * Planned once a connection: planning its statements for each portion took a third of its time.
 */
create function incentives.post(wanted jsonb, posted_at text) returns int language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  books uuid[];
  taken int;
  one record;
  book uuid;
  place bigint;
  link text;
  before text;
  id uuid;
  taken_back uuid;
  places bigint[] := '{}';
  names text[] := '{}';
  ids uuid[] := '{}';
  sequences bigint[] := '{}';
  befores text[] := '{}';
  links text[] := '{}';
  reversals uuid[] := '{}';
begin
  if not exists (select from jsonb_to_recordset(wanted) p (institution_id uuid, source_key text)
    where (select h.id from incentives.posting h where h.institution_id = p.institution_id and h.source_key = p.source_key) is null)
  then return 0; end if;

  -- In one order, so that two who open accounts at once never wait for each other in a circle.
  insert into incentives.account (id, institution_id, kind, unit, other_id)
  select gen_random_uuid(), x.institution_id, x.account, x.unit, x.other_id from (
    select distinct p.institution_id, e.account, e.unit, e.other_id
    from jsonb_to_recordset(wanted) p (institution_id uuid, entries jsonb)
    cross join lateral jsonb_to_recordset(p.entries) e (account text, unit text, other_id uuid)) x
  where (select a.id from incentives.account a
    where a.institution_id = x.institution_id and a.kind = x.account and a.other_id = x.other_id) is null
  order by x.institution_id, x.account, x.other_id
  on conflict do nothing;

  books := array(select distinct p.institution_id from jsonb_to_recordset(wanted) p (institution_id uuid) order by 1);
  perform from incentives.chain c where c.institution_id = any(books) order by c.institution_id for update;
  get diagnostics taken = row_count;
  if taken < cardinality(books) then
    insert into incentives.chain (institution_id, head_sequence, head_hash)
      select b, 0, repeat('0', 64) from unnest(books) b on conflict do nothing;
    perform from incentives.chain c where c.institution_id = any(books) order by c.institution_id for update;
  end if;

  for one in
    select p.place, p.institution_id, p.source_key, p.kind, p.case_id, p.on_date, p.reverses, c.head_sequence, c.head_hash,
      (select string_agg(format('["%s","%s","%s",%s]', e.account, e.other_id, e.unit, e.amount), ',' order by e.line)
        from rows from (jsonb_to_recordset(p.entries) as (account text, other_id uuid, unit text, amount bigint))
          with ordinality e (account, other_id, unit, amount, line)) as lines
    from (select distinct on (w.institution_id, w.source_key) w.*
      from rows from (jsonb_to_recordset(wanted) as (institution_id uuid, source_key text, kind text, case_id uuid, on_date text,
        reverses text, entries jsonb)) with ordinality w (institution_id, source_key, kind, case_id, on_date, reverses, entries, place)
      order by w.institution_id, w.source_key, w.place) p
    join incentives.chain c on c.institution_id = p.institution_id
    where (select h.id from incentives.posting h where h.institution_id = p.institution_id and h.source_key = p.source_key) is null
    order by p.institution_id, p.place
  loop
    if book is distinct from one.institution_id then
      book := one.institution_id;
      place := one.head_sequence;
      link := one.head_hash;
    end if;
    taken_back := null;
    if one.reverses is not null then
      taken_back := coalesce(
        (select h.id from incentives.posting h where h.institution_id = one.institution_id and h.source_key = one.reverses),
        ids[array_position(names, one.institution_id || '/' || one.reverses)]);
      if taken_back is null then raise exception '% takes back %, which was never posted', one.source_key, one.reverses; end if;
    end if;
    id := gen_random_uuid();
    place := place + 1;
    before := link;
    -- The bytes of `hashPosting` in store/ledger.ts.
    link := encode(sha256(convert_to(before || format('["%s",%s,%s,"%s",%s,"%s",%s,%s,[%s]]', one.institution_id, place,
      to_json(one.source_key), one.kind, coalesce(to_json(one.case_id)::text, 'null'), one.on_date,
      coalesce(to_json(taken_back)::text, 'null'), to_json(posted_at), one.lines), 'UTF8')), 'hex');
    places := places || one.place;
    names := names || (one.institution_id || '/' || one.source_key);
    ids := ids || id;
    sequences := sequences || place;
    befores := befores || before;
    links := links || link;
    reversals := reversals || taken_back;
  end loop;
  if cardinality(ids) = 0 then return 0; end if;

  with fresh as materialized (
    select f.id, f.sequence, f.previous_hash, f.hash, f.reverses_id, w.*
    from unnest(places, ids, sequences, befores, links, reversals) f (place, id, sequence, previous_hash, hash, reverses_id)
    join rows from (jsonb_to_recordset(wanted) as (institution_id uuid, source_key text, kind text, case_id uuid, on_date date,
      entries jsonb)) with ordinality w (institution_id, source_key, kind, case_id, on_date, entries, place) on w.place = f.place),
  posted as (insert into incentives.posting (id, institution_id, sequence, source_key, kind, case_id, on_date, reverses_id, entry_count, at,
      previous_hash, hash)
    select f.id, f.institution_id, f.sequence, f.source_key, f.kind, f.case_id, f.on_date, f.reverses_id, jsonb_array_length(f.entries),
      posted_at::timestamptz, f.previous_hash, f.hash from fresh f order by f.sequence),
  lines as (insert into incentives.entry (posting_id, line, account_id, institution_id, unit, amount)
    select f.id, e.line, (select a.id from incentives.account a
        where a.institution_id = f.institution_id and a.kind = e.account and a.other_id = e.other_id), f.institution_id, e.unit, e.amount
    from fresh f cross join lateral rows from (jsonb_to_recordset(f.entries) as (account text, other_id uuid, unit text, amount bigint))
      with ordinality e (account, other_id, unit, amount, line))
  update incentives.chain c set head_sequence = h.sequence, head_hash = h.hash
    from (select distinct on (f.institution_id) f.institution_id, f.sequence, f.hash from fresh f order by f.institution_id, f.sequence desc) h
    where h.institution_id = c.institution_id;
  return cardinality(ids);
end $$;
grant execute on function incentives.post(jsonb, text) to consilium_app;

-- Who asks is one answer a statement, not one a row.
do $$
declare t text;
begin
  foreach t in array array['account', 'posting', 'entry', 'chain'] loop
    execute format('alter policy own_book on incentives.%I
      using ((select platform.is_platform()) or institution_id = (select platform.current_institution()))', t);
  end loop;
  foreach t in array array['account', 'posting', 'entry'] loop
    execute format('alter policy system_posts on incentives.%I with check ((select platform.is_system()))', t);
  end loop;
end $$;
alter policy system_posts on incentives.chain using ((select platform.is_system()));
