-- Which transaction changed an offer last, and told of a finished consultation: a node that keeps what the ranking must know of answers, load and
-- past consultations asks for what its last reading has not seen, instead of reading all of it for every ranking.
alter table dispatch.offer add column changed_in xid8;
create function dispatch.note_offer_change() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end $$;
create trigger offer_changed before insert or update on dispatch.offer
  for each row execute function dispatch.note_offer_change();
create index offer_news on dispatch.offer (changed_in);

alter table dispatch.past_consult add column told_in xid8;
alter table dispatch.past_consult alter column told_in set default pg_current_xact_id();
create index past_consult_news on dispatch.past_consult (told_in);
