-- 会诊周报: who wants the week's figures by message. No row: the medical office 医务部 and the operator do, others do not.
create table quality.weekly_choice (
  person_id uuid primary key references identity.person (id),
  is_wanted boolean not null,
  changed_at timestamptz not null
);
alter table quality.weekly_choice enable row level security;
alter table quality.weekly_choice force row level security;
create policy own_choice on quality.weekly_choice for all
  using (person_id = platform.current_person() or platform.is_system());
grant select, insert, update on quality.weekly_choice to consilium_app;

-- Monday 08:00 in China; each run sets the next.
select set_config('app.scope', 'system', true);
insert into platform.job (kind, subject_id, due_at, created_at)
  values ('quality.weekly', '00000000-0000-4000-8000-000000000056',
    (date_trunc('week', now() at time zone 'Asia/Shanghai') + interval '7 days 8 hours') at time zone 'Asia/Shanghai', now());
select set_config('app.scope', '', true);
