-- 通知设置: how a person wants to be told; without a row the platform's defaults hold.
create table notifications.setting (
  person_id uuid primary key references identity.person (id),
  -- {"urgent": ["push", "sms"], "work": [...], "news": [...]}: channels in the order they are tried; null: the defaults.
  channel_order jsonb,
  -- Wall clock HH:MM of the person's zone, both or neither; null: none.
  quiet_from text check (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  quiet_to text check (quiet_to ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  -- Null: the zone of the person's institution.
  time_zone text check (length(time_zone) between 1 and 60),
  -- In a call until then; nothing goes out meanwhile.
  in_call_until timestamptz,
  version int not null default 1,
  updated_at timestamptz not null,
  check ((quiet_from is null) = (quiet_to is null))
);

-- 通知地址: where a person is reached. The address itself is sealed with the field key; the hint is what the person is shown.
create table notifications.address (
  id uuid primary key,
  person_id uuid not null references identity.person (id),
  channel text not null check (channel in ('push', 'email', 'sms', 'wecom', 'dingtalk')),
  address_cipher text not null,
  address_hash text not null,
  address_hint text not null check (length(address_hint) between 1 and 120),
  -- Null until the person has typed the code that was sent there: offers never go to a mistyped address.
  verified_at timestamptz,
  code_expires_at timestamptz,
  wrong_codes int not null default 0 check (wrong_codes >= 0),
  created_at timestamptz not null,
  unique (person_id, channel, address_hash)
);
-- One address a channel; push has one for each of the person's browsers.
create unique index address_of_channel on notifications.address (person_id, channel) where channel <> 'push';

-- 投递记录: one message through one channel, from the plan to its end.
create table notifications.delivery (
  id uuid primary key,
  person_id uuid not null references identity.person (id),
  -- Null: a message about no notice (test, code of an address).
  notice_id uuid references notifications.notice (id),
  purpose text not null check (purpose in ('notice', 'test', 'code')),
  -- Of the notice.
  kind text,
  channel text not null check (channel in ('push', 'email', 'sms', 'wecom', 'dingtalk')),
  -- 0 goes first; a later one only while the notice is unseen.
  step int not null check (step between 0 and 20),
  -- Held back by quiet hours or a call; told together with the others that were.
  is_held boolean not null default false,
  breaks_quiet boolean not null default false,
  status text not null check (status in ('queued', 'sending', 'sent', 'failed', 'suppressed')),
  -- Why it was suppressed, or what the last try came to.
  reason text check (length(reason) between 1 and 40),
  address_id uuid,
  attempts int not null default 0 check (attempts >= 0),
  due_at timestamptz not null,
  -- No message about an offer goes out at or after its deadline.
  not_after timestamptz,
  -- A node works on it until then; afterwards another takes it over.
  lease_until timestamptz,
  -- What the server called it.
  reference text check (length(reference) <= 200),
  created_at timestamptz not null,
  finished_at timestamptz,
  check ((purpose = 'notice') = (notice_id is not null)),
  check ((kind is null) = (notice_id is null)),
  check ((status in ('sent', 'failed', 'suppressed')) = (finished_at is not null)),
  check ((status = 'sending') = (lease_until is not null)),
  check (status not in ('failed', 'suppressed') or reason is not null)
);
-- A notice told twice is planned once.
create unique index delivery_once on notifications.delivery (notice_id, channel) where notice_id is not null;
create index delivery_due on notifications.delivery (due_at) where status in ('queued', 'sending');
create index delivery_of_person on notifications.delivery (person_id, created_at desc);
create index delivery_newest on notifications.delivery (created_at desc);
insert into platform.state_transition (machine, from_state, to_state) values
  ('delivery', 'queued', 'sending'), ('delivery', 'queued', 'suppressed'), ('delivery', 'sending', 'queued'),
  ('delivery', 'sending', 'sent'), ('delivery', 'sending', 'failed'), ('delivery', 'sending', 'suppressed');
create trigger delivery_transition before update of status on notifications.delivery
  for each row execute function platform.enforce_transition('delivery');

-- 一键接诊: the link of an offer in a message. The link itself is made anew from this row and the server's key.
create table notifications.one_tap (
  id uuid primary key,
  person_id uuid not null references identity.person (id),
  -- The offer.
  subject_id uuid not null,
  token_hash text not null unique,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- Of the tap that used it, so that the same tap may be repeated after a lost answer.
  used_key_hash text,
  created_at timestamptz not null,
  unique (subject_id, person_id),
  check ((used_at is null) = (used_key_hash is null)),
  check (used_at is null or used_at < expires_at)
);

-- 本地信箱: messages that would have gone out, on an installation without channels (development, demonstration).
create table notifications.local_message (
  id uuid primary key default gen_random_uuid(),
  delivery_id uuid not null,
  channel text not null,
  person_id uuid not null references identity.person (id),
  recipient text not null,
  subject text not null,
  body text not null,
  link text not null,
  created_at timestamptz not null
);
create index local_message_newest on notifications.local_message (created_at desc);

-- Keys the platform makes for itself once; the private half is sealed with the field key.
create table notifications.server_key (
  name text primary key,
  public_key text not null,
  private_cipher text not null,
  created_at timestamptz not null
);

do $$
declare t text;
begin
  foreach t in array array['setting', 'address', 'delivery', 'one_tap', 'local_message', 'server_key'] loop
    execute format('alter table notifications.%I enable row level security', t);
    execute format('alter table notifications.%I force row level security', t);
  end loop;
  foreach t in array array['setting', 'address', 'delivery'] loop
    execute format('create policy own on notifications.%I for all
      using (person_id = platform.current_person() or platform.is_system())', t);
  end loop;
end $$;
-- The operator sees how messages fare; the log holds no address and no text.
create policy log on notifications.delivery for select using (platform.is_platform());
create policy system on notifications.one_tap for all using (platform.is_system());
create policy system on notifications.local_message for all using (platform.is_platform());
create policy system on notifications.server_key for all using (platform.is_system());
grant select, insert, update on notifications.setting, notifications.delivery, notifications.one_tap to consilium_app;
grant select, insert, update, delete on notifications.address to consilium_app;
grant select, insert, delete on notifications.local_message to consilium_app;
grant select, insert on notifications.server_key to consilium_app;

-- A session entered through a message may do no more than one case needs; null: the whole of the person's rights.
alter table identity.session add column limited_to_case uuid;
