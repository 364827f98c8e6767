create schema incentives;
grant usage on schema incentives to consilium_app;

-- 规则: prices, credits and honours, as data with dates. What counts on a day is the one published version of its kind.
create table incentives.rule_set (
  id uuid primary key,
  kind text not null check (kind in ('price', 'credit', 'honour')),
  version int not null check (version > 0),
  title text not null check (length(title) between 2 and 100),
  -- Both civil dates are included; null: until another one follows.
  valid_from date not null,
  valid_to date,
  status text not null check (status in ('draft', 'published', 'discarded')),
  body jsonb not null check (jsonb_typeof(body) = 'object'),
  drafted_by uuid,
  drafted_at timestamptz not null,
  published_by uuid,
  published_at timestamptz,
  -- Days since 2000, set apart by kind: a plain range constraint keeps the versions of a kind from overlapping.
  span int8range not null generated always as (int8range(
    (case kind when 'price' then 1 when 'credit' then 2 else 3 end) * 10000000::bigint + (valid_from - date '2000-01-01'),
    (case kind when 'price' then 1 when 'credit' then 2 else 3 end) * 10000000::bigint
      + coalesce(valid_to - date '2000-01-01' + 1, 9000000))) stored,
  unique (kind, version),
  check (valid_from between date '2000-01-01' and date '9999-12-31' and (valid_to is null or valid_to >= valid_from)),
  check ((status = 'published') = (published_at is not null)),
  -- Two people: who drafts does not publish. What the platform brings itself has neither.
  check (status <> 'published' or published_by is distinct from drafted_by or drafted_by is null),
  constraint one_rule_set_a_day exclude using gist (span with &&) where (status = 'published')
);
create function incentives.keep_rule_set() returns trigger language plpgsql as $$
begin
  if old.status = 'published' and (new.body <> old.body or new.valid_from <> old.valid_from or new.status <> 'published'
    or new.kind <> old.kind or new.version <> old.version
    or coalesce(new.valid_to, 'infinity') > coalesce(old.valid_to, 'infinity')
    or new.valid_to < (platform.now() at time zone 'Asia/Shanghai')::date - 1)
  then
    raise exception 'a published rule set only ever ends earlier, from today on' using errcode = '23514', constraint = 'rule_set_stands';
  end if;
  return new;
end $$;
create trigger rule_set_stands before update on incentives.rule_set for each row execute function incentives.keep_rule_set();

-- 账本: one book an institution, in integer fen or hundredths of a credit.
create table incentives.account (
  id uuid primary key,
  institution_id uuid not null references identity.tenant (id),
  kind text not null check (kind in ('patient_receivable', 'kept_by_inviter', 'owed_to_invitee', 'owed_to_platform',
    'due_from_inviter', 'kept_by_invitee', 'owed_to_expert', 'platform_due', 'platform_income', 'bank', 'payroll',
    'credit_proposed', 'credit_confirmed', 'credit_source')),
  unit text not null check (unit in ('fen', 'credit_cent')),
  -- The other institution, or the person the account is about.
  other_id uuid not null,
  unique (institution_id, kind, other_id),
  unique (id, institution_id, unit),
  check ((unit = 'credit_cent') = (kind like 'credit\_%'))
);
-- 凭证: one business event in one book. Never changed; a correction is a further posting.
create table incentives.posting (
  id uuid primary key,
  institution_id uuid not null references identity.tenant (id),
  sequence bigint not null check (sequence > 0),
  -- What it was posted for, such as fee:<case>:<seat>:inviter; posted once.
  source_key text not null check (length(source_key) between 3 and 200),
  kind text not null check (kind in ('fee', 'refund', 'payment', 'payroll', 'credit', 'credit_confirmed', 'reversal')),
  case_id uuid,
  on_date date not null,
  reverses_id uuid unique references incentives.posting (id),
  entry_count int not null check (entry_count between 2 and 100),
  at timestamptz not null,
  previous_hash text not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  unique (institution_id, sequence),
  unique (institution_id, source_key),
  unique (id, institution_id),
  check ((kind = 'reversal') = (reverses_id is not null))
);
create table incentives.entry (
  posting_id uuid not null,
  line int not null check (line > 0),
  account_id uuid not null,
  -- Of the posting and of the account: a line moves within one book.
  institution_id uuid not null,
  unit text not null check (unit in ('fen', 'credit_cent')),
  -- Positive: debit 借; negative: credit 贷.
  amount bigint not null check (amount <> 0 and abs(amount) < 1000000000000),
  primary key (posting_id, line),
  foreign key (posting_id, institution_id) references incentives.posting (id, institution_id),
  foreign key (account_id, institution_id, unit) references incentives.account (id, institution_id, unit)
);
create index entry_of_account on incentives.entry (account_id);
create table incentives.chain (
  institution_id uuid primary key references identity.tenant (id),
  head_sequence bigint not null,
  head_hash text not null
);

-- Judged when the transaction commits: every posting has all its lines and sums to zero in each unit; a reversal is the posting it takes back with its signs turned, and nothing takes back a reversal.
create function incentives.judge_posting(judged uuid) returns void language plpgsql as $$
declare p incentives.posting;
declare r incentives.posting;
begin
  select * into strict p from incentives.posting where id = judged;
  if not (select count(*) = p.entry_count
      and coalesce(sum(e.amount) filter (where e.unit = 'fen'), 0) = 0
      and coalesce(sum(e.amount) filter (where e.unit = 'credit_cent'), 0) = 0
    from incentives.entry e where e.posting_id = judged)
  then
    raise exception 'posting % does not balance', judged using errcode = '23514', constraint = 'posting_balances';
  end if;
  if p.reverses_id is not null then
    select * into strict r from incentives.posting where id = p.reverses_id;
    if r.reverses_id is not null or r.institution_id <> p.institution_id or exists (
      select account_id, sum(amount) from incentives.entry where posting_id in (judged, r.id)
      group by account_id having sum(amount) <> 0)
    then
      raise exception 'posting % does not take back %', judged, r.id using errcode = '23514', constraint = 'reversal_is_exact';
    end if;
  end if;
end $$;
create function incentives.judge_new_posting() returns trigger language plpgsql as $$
begin
  perform incentives.judge_posting(new.id);
  return null;
end $$;
create function incentives.judge_new_entry() returns trigger language plpgsql as $$
begin
  -- The posting of this very transaction is judged once, by its own trigger; a line added to an older one is refused.
  if not exists (select 1 from incentives.posting p where p.id = new.posting_id
    and p.xmin::text::bigint = txid_current() % 4294967296)
  then
    raise exception 'posting % is closed', new.posting_id using errcode = '42501';
  end if;
  return null;
end $$;
create constraint trigger posting_balances after insert on incentives.posting deferrable initially deferred
  for each row execute function incentives.judge_new_posting();
create trigger entry_of_open_posting after insert on incentives.entry
  for each row execute function incentives.judge_new_entry();

-- 收费明细: what one seat of one consultation costs and who gets what of it. Both sides' evidence is in the row: the signed
-- record and the inviter's disposition must exist.
create table incentives.settlement_batch (
  id uuid primary key,
  -- The first day of the month.
  month date not null check (extract(day from month) = 1),
  -- 邀请方 pays, 受邀方 is paid.
  payer_id uuid not null references identity.tenant (id),
  payee_id uuid not null references identity.tenant (id),
  status text not null check (status in ('accruing', 'closed', 'disputed', 'approved', 'paid')),
  closed_by uuid,
  closed_at timestamptz,
  first_approved_by uuid,
  first_approved_at timestamptz,
  second_approved_by uuid,
  approved_at timestamptz,
  paid_by uuid,
  paid_at timestamptz,
  bank_reference text check (length(bank_reference) between 2 and 64),
  payroll_by uuid,
  payroll_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  unique (month, payer_id, payee_id),
  check (payer_id <> payee_id),
  constraint approved_by_two check (second_approved_by is null or (first_approved_by is not null and second_approved_by <> first_approved_by)),
  check ((status in ('approved', 'paid')) <= (second_approved_by is not null and approved_at is not null)),
  check ((status = 'paid') = (paid_at is not null and bank_reference is not null)),
  check (payroll_at is null or status = 'paid'),
  check ((status = 'accruing') = (closed_at is null))
);
create index batch_of_payee on incentives.settlement_batch (payee_id, month);

create table incentives.fee_line (
  id uuid primary key,
  kind text not null check (kind in ('fee', 'refund')),
  case_id uuid not null references cases.consult_request (id),
  case_number text not null,
  seat int not null check (seat between 1 and 5),
  payer_id uuid not null references identity.tenant (id),
  payee_id uuid not null references identity.tenant (id),
  expert_person_id uuid not null references identity.person (id),
  expert_name text not null,
  agreement_id uuid references organizations.agreement (id),
  rule_set_id uuid not null references incentives.rule_set (id),
  -- The day of the service, in China: its rules count.
  served_on date not null,
  price_fen bigint not null,
  inviter_fen bigint not null,
  invitee_fen bigint not null,
  platform_fen bigint not null,
  expert_fen bigint not null,
  -- Every input and every step that led to the price.
  explanation jsonb not null,
  -- Two-sided evidence.
  opinion_id uuid not null,
  opinion_version int not null,
  opinion_sha256 text not null check (opinion_sha256 ~ '^[0-9a-f]{64}$'),
  confirmed_at timestamptz not null,
  batch_id uuid not null references incentives.settlement_batch (id),
  refunds_id uuid unique references incentives.fee_line (id),
  reason text not null default '' check (length(reason) <= 500),
  created_at timestamptz not null,
  foreign key (opinion_id, opinion_version) references consultation.opinion_version (opinion_id, version),
  foreign key (case_id) references consultation.disposition (case_id),
  constraint settled_once unique (case_id, seat, kind),
  check (inviter_fen + invitee_fen + platform_fen + expert_fen = price_fen),
  check (case kind when 'fee' then refunds_id is null and least(inviter_fen, invitee_fen, platform_fen, expert_fen) >= 0
    else refunds_id is not null and length(reason) >= 2 and greatest(inviter_fen, invitee_fen, platform_fen, expert_fen) <= 0 end)
);
create index line_of_batch on incentives.fee_line (batch_id, served_on);
create index line_of_expert on incentives.fee_line (expert_person_id, served_on);

create table incentives.dispute (
  id uuid primary key,
  line_id uuid not null references incentives.fee_line (id),
  batch_id uuid not null references incentives.settlement_batch (id),
  status text not null check (status in ('open', 'upheld', 'withdrawn', 'refunded')),
  reason text not null check (length(reason) between 2 and 500),
  raised_by uuid not null,
  raised_by_name text not null,
  raised_at timestamptz not null,
  resolution text check (length(resolution) between 2 and 500),
  resolved_by uuid,
  resolved_by_name text,
  resolved_at timestamptz,
  check ((status = 'open') = (resolved_at is null)),
  check ((status = 'open') = (resolution is null)),
  -- Who contests a line does not judge it; he may only take it back.
  check (status in ('open', 'withdrawn') or resolved_by <> raised_by)
);
create unique index one_open_dispute on incentives.dispute (line_id) where status = 'open';
create index dispute_of_batch on incentives.dispute (batch_id);

insert into platform.state_transition (machine, from_state, to_state) values
  ('settlement_batch', 'accruing', 'closed'), ('settlement_batch', 'closed', 'disputed'),
  ('settlement_batch', 'disputed', 'closed'), ('settlement_batch', 'closed', 'approved'),
  ('settlement_batch', 'approved', 'disputed'), ('settlement_batch', 'approved', 'paid');
create trigger batch_transition before update of status on incentives.settlement_batch
  for each row execute function platform.enforce_transition('settlement_batch');

-- Only added to, whoever asks: corrections are new rows.
do $$
declare t text;
begin
  foreach t in array array['account', 'posting', 'entry', 'fee_line'] loop
    execute format('create trigger %I before update or delete on incentives.%I for each row execute function platform.refuse_change()',
      t || '_append_only', t);
    execute format('create trigger %I before truncate on incentives.%I for each statement execute function platform.refuse_change()',
      t || '_no_truncate', t);
  end loop;
  foreach t in array array['rule_set', 'account', 'posting', 'entry', 'chain', 'settlement_batch', 'fee_line', 'dispute'] loop
    execute format('alter table incentives.%I enable row level security', t);
    execute format('alter table incentives.%I force row level security', t);
  end loop;
end $$;
create policy directory on incentives.rule_set for select
  using (platform.is_platform() or (status = 'published' and platform.current_institution() is not null));
create policy manage on incentives.rule_set for all using (platform.is_platform());
create policy own_book on incentives.account for select
  using (platform.is_platform() or institution_id = platform.current_institution());
create policy own_book on incentives.posting for select
  using (platform.is_platform() or institution_id = platform.current_institution());
create policy own_book on incentives.entry for select
  using (platform.is_platform() or institution_id = platform.current_institution());
create policy own_book on incentives.chain for select
  using (platform.is_platform() or institution_id = platform.current_institution());
create policy system_posts on incentives.account for insert with check (platform.is_system());
create policy system_posts on incentives.posting for insert with check (platform.is_system());
create policy system_posts on incentives.entry for insert with check (platform.is_system());
create policy system_posts on incentives.chain for all using (platform.is_system());
create policy parties on incentives.settlement_batch for select
  using (platform.is_platform() or platform.current_institution() in (payer_id, payee_id));
create policy expert_reads on incentives.settlement_batch for select
  using (exists (select 1 from incentives.fee_line l where l.batch_id = settlement_batch.id
    and l.expert_person_id = platform.current_person()));
create policy system_writes on incentives.settlement_batch for all using (platform.is_system());
create policy parties on incentives.fee_line for select
  using (platform.is_platform() or platform.current_institution() in (payer_id, payee_id)
    or expert_person_id = platform.current_person());
create policy system_writes on incentives.fee_line for insert with check (platform.is_system());
create policy parties on incentives.dispute for select
  using (exists (select 1 from incentives.fee_line l where l.id = line_id));
create policy system_writes on incentives.dispute for all using (platform.is_system());
grant select, insert on incentives.account, incentives.posting, incentives.entry, incentives.fee_line to consilium_app;
grant select, insert, update on incentives.rule_set, incentives.chain, incentives.settlement_batch, incentives.dispute to consilium_app;
