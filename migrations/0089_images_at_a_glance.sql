-- 缩略图: one small picture of a series, drawn after it was kept. Only what is shown is drawn, and only with a shown study is it read.
create table imaging.thumbnail (
  series_id uuid primary key,
  case_id uuid not null,
  -- waiting: to be drawn, anew when images were added · drawn · none: it cannot be drawn, `fault` says why.
  status text not null check (status in ('waiting', 'drawn', 'none')),
  -- A node draws it until then; afterwards another may.
  lease_until timestamptz,
  attempts int not null default 0,
  -- The image it shows, and which of its frames, from 1.
  instance_id uuid references imaging.instance (id),
  frame int,
  -- PNG, at most 128 points a side.
  picture bytea check (octet_length(picture) between 1 and 131072),
  fault text check (length(fault) between 1 and 40),
  drawn_at timestamptz,
  foreign key (series_id, case_id) references imaging.series (id, case_id),
  check (status <> 'drawn' or (picture is not null and instance_id is not null)),
  check (status <> 'none' or (picture is null and fault is not null))
);
create index thumbnail_waiting on imaging.thumbnail (series_id) where status = 'waiting';
create index thumbnail_of_case on imaging.thumbnail (case_id);
create index instance_of_intake on imaging.instance (intake_id);
insert into imaging.thumbnail (series_id, case_id, status) select id, case_id, 'waiting' from imaging.series;

-- 标注: what somebody measured or pointed at on an image. Points are column and row of the image, in pixels from its upper left corner;
-- what it measures is worked out from them and the image whenever it is shown.
create table imaging.mark (
  id uuid primary key,
  case_id uuid not null,
  series_id uuid not null,
  instance_id uuid not null references imaging.instance (id),
  frame int not null check (frame between 1 and 10000),
  tool text not null check (tool in ('length', 'angle', 'roi', 'arrow')),
  points jsonb not null check (jsonb_array_length(points) between 2 and 4),
  -- What was written beside it.
  label text not null default '' check (length(label) <= 60),
  author_id uuid not null,
  author_name text not null check (length(author_name) between 1 and 200),
  drawn_at timestamptz not null,
  changed_at timestamptz,
  -- Taken away by its author; the row stays, as everything of a record does.
  removed_at timestamptz,
  foreign key (series_id, case_id) references imaging.series (id, case_id)
);
create index mark_of_series on imaging.mark (series_id);
create index mark_of_case on imaging.mark (case_id);

-- Where, by whom and with what a mark was drawn is for good, and one that was taken away does not come back.
create function imaging.keep_mark() returns trigger language plpgsql as $$
begin
  if (new.id, new.case_id, new.series_id, new.instance_id, new.frame, new.tool, new.author_id, new.author_name, new.drawn_at)
    is distinct from (old.id, old.case_id, old.series_id, old.instance_id, old.frame, old.tool, old.author_id, old.author_name,
      old.drawn_at) or old.removed_at is not null
  then
    raise exception 'a mark stays where it was drawn' using errcode = '23514', constraint = 'mark_kept';
  end if;
  return new;
end $$;
create trigger mark_kept before update on imaging.mark for each row execute function imaging.keep_mark();

do $$
declare t text;
begin
  foreach t in array array['thumbnail', 'mark'] loop
    execute format('alter table imaging.%I enable row level security', t);
    execute format('alter table imaging.%I force row level security', t);
  end loop;
end $$;
create policy with_series on imaging.thumbnail for all
  using (exists (select 1 from imaging.series s where s.id = series_id));
-- Who sees the series sees what was drawn on it; each changes only his own.
create policy with_series on imaging.mark for select
  using (exists (select 1 from imaging.series s where s.id = series_id));
create policy own_mark on imaging.mark for insert
  with check (author_id = (select platform.current_person()) and exists (select 1 from imaging.series s where s.id = series_id));
create policy own_change on imaging.mark for update
  using (author_id = (select platform.current_person()) and exists (select 1 from imaging.series s where s.id = series_id));
grant select, insert, update on imaging.thumbnail, imaging.mark to consilium_app;
