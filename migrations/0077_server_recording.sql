-- 服务器录像: what a media service (LiveKit egress, 声网 cloud recording) recorded of a call. Its files stay where the service keeps them;
-- here stands what they are, whose consent they rest on and how long they are kept.
create table transcript.server_recording (
  id uuid primary key,
  room_id uuid not null,
  case_id uuid not null,
  institution_id uuid not null references identity.tenant (id),
  -- The recording that everybody agreed to; null: the service recorded without one.
  recording_id uuid references transcript.recording (id),
  provider text not null check (provider in ('livekit', 'janus', 'agora')),
  -- By which the service knows it; null: not begun yet.
  provider_recording_id text check (length(provider_recording_id) between 1 and 2000),
  status text not null check (status in ('wanted', 'running', 'kept', 'refused', 'failed', 'purged')),
  -- What the service is to be asked next, and when; null: nothing.
  asks text check (asks in ('start', 'stop', 'give_up')),
  ask_at timestamptz,
  tries int not null default 0,
  -- Why it failed, in the platform's own words; null: it did not.
  fault text check (length(fault) between 1 and 60),
  started_at timestamptz,
  ended_at timestamptz,
  -- [{location, mediaType, sizeBytes}], as the service told; of a refused one none.
  files jsonb not null default '[]',
  -- Of the manifest: ids, times and files. Not of the films' bytes, which never came here.
  manifest_sha256 text check (length(manifest_sha256) = 64),
  retain_until_on date,
  created_at timestamptz not null,
  purged_at timestamptz,
  foreign key (room_id, case_id) references room.room (id, case_id),
  check ((asks is null) = (ask_at is null)),
  check (status <> 'kept' or (recording_id is not null and manifest_sha256 is not null and retain_until_on is not null)),
  check (status in ('kept', 'purged') or files = '[]'),
  check ((status = 'purged') = (purged_at is not null))
);
create unique index server_recording_known on transcript.server_recording (institution_id, provider, provider_recording_id);
create unique index server_recording_of on transcript.server_recording (recording_id);
create index server_recording_of_case on transcript.server_recording (case_id, created_at);
create index server_recording_to_ask on transcript.server_recording (ask_at) where asks is not null;
create index server_recording_to_purge on transcript.server_recording (retain_until_on) where status = 'kept';

insert into platform.state_transition (machine, from_state, to_state) values
  ('server_recording', 'wanted', 'running'), ('server_recording', 'wanted', 'failed'), ('server_recording', 'running', 'kept'),
  ('server_recording', 'running', 'failed'), ('server_recording', 'kept', 'purged');
create trigger server_recording_transition before update of status on transcript.server_recording
  for each row execute function platform.enforce_transition('server_recording');

-- What is kept stays as it is, and under a legal hold it stays altogether.
create function transcript.keep_server_recording() returns trigger language plpgsql as $$
begin
  if old.status in ('kept', 'purged') and (new.files, new.manifest_sha256, new.recording_id, new.provider_recording_id)
    is distinct from (case when new.status = 'purged' then new.files else old.files end, old.manifest_sha256, old.recording_id,
    old.provider_recording_id)
  then
    raise exception 'a kept recording does not change' using errcode = '23514', constraint = 'recording_sealed';
  end if;
  if new.status = 'purged' and old.status <> 'purged' and exists (
    select 1 from transcript.legal_hold h where h.case_id = new.case_id and h.lifted_at is null)
  then
    raise exception 'a case under legal hold is not purged' using errcode = '23514', constraint = 'legal_hold';
  end if;
  return new;
end $$;
create trigger server_recording_kept before update on transcript.server_recording
  for each row execute function transcript.keep_server_recording();

alter table transcript.server_recording enable row level security;
alter table transcript.server_recording force row level security;
-- Who may see the case sees what was recorded about it.
create policy with_case on transcript.server_recording for all
  using (platform.is_system() or exists (select 1 from cases.consult_request r where r.id = case_id));
grant select, insert, update on transcript.server_recording to consilium_app;
-- One that was wanted and that the service is not set up for was never there.
grant delete on transcript.server_recording to consilium_app;
