-- 音视频服务: who carries an institution's calls; without a row, the browsers themselves.
create table room.provider_setting (
  institution_id uuid primary key references organizations.organization (id),
  provider text not null default 'embedded' check (provider in ('embedded', 'livekit', 'janus', 'agora')),
  -- By provider, as it was filled in; no secret is in it: {"livekit": {"apiUrl": …}}.
  settings jsonb not null default '{}',
  -- Sealed with the field key, by provider and name: {"livekit.apiSecret": "…"}.
  secret_ciphers jsonb not null default '{}',
  -- Counts up with each change, so that two administrators do not overwrite each other.
  version int not null default 1,
  updated_by uuid,
  updated_at timestamptz not null
);

-- On which server of a provider a live room stands.
create table room.placement (
  room_id uuid primary key references room.room (id),
  instance text not null check (length(instance) between 1 and 500),
  placed_at timestamptz not null
);

-- What a provider told by itself; an event that comes twice is heard once.
create table room.provider_event (
  institution_id uuid not null references organizations.organization (id),
  provider text not null check (provider in ('livekit', 'janus', 'agora')),
  event_id text not null check (length(event_id) between 1 and 200),
  kind text not null check (length(kind) between 1 and 40),
  provider_room text not null check (length(provider_room) between 1 and 200),
  received_at timestamptz not null,
  primary key (institution_id, provider, event_id)
);
create index provider_event_by_time on room.provider_event (received_at);

-- Tokens of the media gateway that were used: each opens it once.
create table room.used_grant (
  token_hash text primary key check (length(token_hash) = 64),
  expires_at timestamptz not null
);
create index used_grant_by_time on room.used_grant (expires_at);

do $$
declare t text;
begin
  foreach t in array array['provider_setting', 'placement', 'provider_event', 'used_grant'] loop
    execute format('alter table room.%I enable row level security', t);
    execute format('alter table room.%I force row level security', t);
  end loop;
end $$;
create policy of_tenant on room.provider_setting for all
  using (platform.is_platform() or institution_id = platform.current_institution());
create policy of_server on room.placement for all using (platform.is_system());
create policy of_server on room.provider_event for all using (platform.is_system());
create policy of_server on room.used_grant for all using (platform.is_system());
grant select, insert, update on room.provider_setting to consilium_app;
grant select, insert, update, delete on room.placement to consilium_app;
grant select, insert, delete on room.provider_event, room.used_grant to consilium_app;
