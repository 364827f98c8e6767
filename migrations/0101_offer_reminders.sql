-- 派单提醒: when the expert of an open offer is reminded, decided from when he usually answers. One line a look, never changed:
-- planned, planned again because he was not to be disturbed, sent, or dropped. No word of the case.
create table dispatch.reminder (
  offer_id uuid not null references dispatch.offer (id),
  -- 1 the first look.
  number int not null check (number between 1 and 50),
  person_id uuid not null references identity.person (id),
  made_at timestamptz not null,
  step text not null check (step in ('planned', 'sent', 'dropped')),
  -- When it goes out or went out; null: at no time.
  remind_at timestamptz,
  policy_version text not null,
  model_version text not null,
  -- The choice with what it rests on, and the order of channels with theirs.
  details jsonb not null,
  primary key (offer_id, number),
  check ((step = 'dropped') = (remind_at is null))
);
create trigger reminder_append_only before update or delete on dispatch.reminder
  for each row execute function platform.refuse_change();
alter table dispatch.reminder enable row level security;
alter table dispatch.reminder force row level security;
-- Habits are the expert's: he sees his own and the dispatcher everybody's; the hospital that asks sees none.
create policy own_or_platform on dispatch.reminder for select
  using ((select platform.is_platform()) or person_id = (select platform.current_person()));
create policy platform_writes on dispatch.reminder for insert with check ((select platform.is_platform()));
grant select, insert on dispatch.reminder to consilium_app;
