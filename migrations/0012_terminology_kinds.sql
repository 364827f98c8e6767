-- Every kind of name is asked, not departments and titles alone; and with it where it stood.
alter table terminology.alias drop constraint alias_kind_check;
alter table terminology.alias add constraint alias_kind_check
  check (kind in ('specialty', 'title', 'diagnosis', 'procedure', 'symptom', 'hospital'));
alter table terminology.review_item drop constraint review_item_kind_check;
alter table terminology.review_item add constraint review_item_kind_check
  check (kind in ('specialty', 'title', 'diagnosis', 'procedure', 'symptom', 'hospital'));
-- A few places the name stood in, as short texts without names of people: ["神经内科 · 120 例"].
alter table terminology.review_item add column contexts jsonb not null default '[]'
  check (jsonb_typeof(contexts) = 'array' and jsonb_array_length(contexts) <= 5);
-- The queue by kind, the most frequent name first.
create index review_open_by_kind on terminology.review_item (kind, occurrences desc) where status = 'open';
