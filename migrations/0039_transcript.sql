create schema transcript;
grant usage on schema transcript to consilium_app;

-- 语音转写: how an institution has its calls written down; without a row it does not.
create table transcript.setting (
  institution_id uuid primary key references organizations.organization (id),
  is_enabled boolean not null default false,
  provider text not null default 'funasr'
    check (provider in ('funasr', 'sherpa-onnx', 'openai-realtime', 'openai-file', 'agora-stt')),
  url text not null default '' check (length(url) <= 500),
  model text not null default '' check (length(model) <= 200),
  language text not null default 'zh' check (length(language) between 2 and 20),
  -- Which events the realtime server speaks, and at how many samples a second it listens.
  dialect text not null default 'openai' check (dialect in ('openai', 'vllm')),
  sample_rate int not null default 24000 check (sample_rate in (8000, 16000, 24000, 48000)),
  -- API key, sealed with the field key.
  key_cipher text,
  hot_words text[] not null default '{}' check (cardinality(hot_words) <= 200),
  -- Minutes of speech sent in a day, over all speakers.
  daily_minutes int not null default 6000 check (daily_minutes between 0 and 100000),
  -- 住院病历不少于 30 年, 门（急）诊病历不少于 15 年.
  record_years int not null default 30 check (record_years in (15, 30)),
  recording_years int not null default 3 check (recording_years between 3 and 30),
  version int not null default 1,
  updated_by uuid,
  updated_at timestamptz not null
);

create table transcript.usage (
  institution_id uuid not null references organizations.organization (id),
  day date not null,
  seconds bigint not null check (seconds >= 0),
  primary key (institution_id, day)
);

-- One call whose words are kept: the clock that segments and recordings share.
create table transcript.session (
  room_id uuid primary key,
  case_id uuid not null,
  institution_id uuid not null references identity.tenant (id),
  started_at timestamptz not null,
  next_sequence int not null default 1,
  retain_until_on date not null,
  purged_at timestamptz,
  foreign key (room_id, case_id) references room.room (id, case_id)
);
create index session_of_case on transcript.session (case_id, started_at);

-- What a page shows to open the line for captions: once, for a minute, for one room and one speaker.
create table transcript.ticket (
  hash text primary key check (length(hash) = 64),
  room_id uuid not null references transcript.session (room_id),
  case_id uuid not null references cases.consult_request (id),
  person_id uuid,
  participant_id uuid not null references room.participant (id),
  speaker_name text not null check (length(speaker_name) between 1 and 80),
  side text not null check (side in ('requester', 'performer', 'guest')),
  expires_at timestamptz not null
);

-- 发言: one stretch of speech of one person, as a machine heard it and as people mended it.
create table transcript.segment (
  id uuid primary key,
  room_id uuid not null references transcript.session (room_id),
  case_id uuid not null references cases.consult_request (id),
  sequence int not null,
  participant_id uuid not null references room.participant (id),
  person_id uuid,
  speaker_name text not null,
  side text not null check (side in ('requester', 'performer', 'guest')),
  -- Since the session's start.
  start_ms int not null check (start_ms >= 0),
  end_ms int not null,
  text text not null check (length(text) between 1 and 2000),
  provider text not null,
  -- False: the line broke before the provider had settled the words.
  is_final boolean not null,
  -- How often people have corrected it.
  revision int not null default 0,
  created_at timestamptz not null,
  unique (room_id, sequence),
  check (end_ms >= start_ms)
);
create index segment_of_case on transcript.segment (case_id, room_id, sequence);

create table transcript.segment_correction (
  segment_id uuid not null references transcript.segment (id) on delete cascade,
  revision int not null,
  text_before text not null,
  text_after text not null check (length(text_after) between 1 and 2000),
  corrected_by uuid not null,
  corrected_name text not null,
  corrected_at timestamptz not null,
  primary key (segment_id, revision)
);

-- 录像. asked → recording → stopped → sealed → purged; asked → cancelled.
create table transcript.recording (
  id uuid primary key,
  room_id uuid not null,
  case_id uuid not null,
  institution_id uuid not null references identity.tenant (id),
  status text not null check (status in ('asked', 'cancelled', 'recording', 'stopped', 'sealed', 'purged')),
  asked_by uuid not null references identity.person (id),
  asked_name text not null,
  asked_at timestamptz not null,
  media_type text not null default 'video/webm' check (media_type in ('video/webm')),
  started_at timestamptz,
  stopped_at timestamptz,
  stop_reason text check (stop_reason in ('person', 'consent_withdrawn', 'recorder_lost', 'room_closed', 'too_long')),
  stopped_by uuid,
  -- How many chunks the recorder says there are; null: it never came to say.
  expected_chunks int check (expected_chunks >= 0),
  chunk_count int not null default 0,
  -- Head of the chain over all chunks so far.
  chain_hash text not null default repeat('0', 64) check (length(chain_hash) = 64),
  size_bytes bigint not null default 0,
  last_chunk_at timestamptz,
  -- Silence was told to people for the gap that began here.
  alarmed_at timestamptz,
  lease_until timestamptz,
  sealed_at timestamptz,
  manifest jsonb,
  manifest_sha256 text check (length(manifest_sha256) = 64),
  -- 音视频资料保存不少于 3 年.
  retain_until_on date not null,
  purged_at timestamptz,
  foreign key (room_id, case_id) references room.room (id, case_id),
  check ((status in ('asked', 'cancelled')) = (started_at is null)),
  check ((status in ('stopped', 'sealed', 'purged')) = (stopped_at is not null and stop_reason is not null)),
  check ((status in ('sealed', 'purged')) = (manifest_sha256 is not null and sealed_at is not null)),
  check ((status = 'purged') = (purged_at is not null))
);
create unique index recording_at_a_time on transcript.recording (room_id) where status in ('asked', 'recording');
create index recording_of_case on transcript.recording (case_id, asked_at);
create index recording_to_seal on transcript.recording (stopped_at) where status = 'stopped';
create index recording_to_purge on transcript.recording (retain_until_on) where status = 'sealed';

-- 录像同意, person by person, besides the patient's own consent (cases.consent, purpose recording).
create table transcript.recording_consent (
  recording_id uuid not null references transcript.recording (id),
  participant_id uuid not null references room.participant (id),
  person_id uuid,
  name text not null check (length(name) between 1 and 80),
  answer text not null check (answer in ('waiting', 'agreed', 'declined', 'withdrawn')),
  answered_at timestamptz,
  primary key (recording_id, participant_id),
  check ((answer = 'waiting') = (answered_at is null))
);

create table transcript.recording_chunk (
  recording_id uuid not null references transcript.recording (id),
  number int not null check (number >= 0),
  sha256 text not null check (length(sha256) = 64),
  -- SHA-256 of the chain before and this chunk's hash, both in hexadecimal.
  chain_hash text not null check (length(chain_hash) = 64),
  size_bytes int not null check (size_bytes between 1 and 20971520),
  received_at timestamptz not null,
  -- Null once it is part of an assembled file.
  file_key uuid,
  primary key (recording_id, number)
);

-- The assembled file, in pieces that fit into memory.
create table transcript.recording_part (
  recording_id uuid not null references transcript.recording (id),
  number int not null check (number >= 0),
  first_byte bigint not null,
  size_bytes bigint not null check (size_bytes > 0),
  sha256 text not null check (length(sha256) = 64),
  file_key uuid not null,
  primary key (recording_id, number)
);

-- 封存: nothing of the case is purged while a hold stands.
create table transcript.legal_hold (
  id uuid primary key,
  case_id uuid not null references cases.consult_request (id),
  reason text not null check (length(reason) between 2 and 500),
  placed_by uuid not null,
  placed_name text not null,
  placed_at timestamptz not null,
  lifted_by uuid,
  lifted_at timestamptz
);
create unique index one_hold on transcript.legal_hold (case_id) where lifted_at is null;

-- 会诊记录草稿: made by rules or a model, until a physician takes it over.
create table transcript.draft (
  id uuid primary key,
  room_id uuid not null references transcript.session (room_id),
  case_id uuid not null references cases.consult_request (id),
  made_by text not null check (made_by in ('rules', 'assistant')),
  -- Of the model's answer: how many sentences were refused, and why.
  dropped jsonb not null default '{}',
  model text not null default '' check (length(model) <= 200),
  content jsonb not null,
  -- The last segment that was read, and the corrections it had.
  up_to_sequence int not null,
  made_at timestamptz not null,
  asked_by uuid not null,
  status text not null default 'machine' check (status in ('machine', 'taken')),
  -- As the physician left it.
  taken_content jsonb,
  taken_by uuid,
  taken_name text,
  taken_at timestamptz,
  check ((status = 'taken') = (taken_at is not null and taken_by is not null and taken_content is not null))
);
create index draft_of_case on transcript.draft (case_id, made_at desc);

insert into platform.state_transition (machine, from_state, to_state) values
  ('recording', 'asked', 'recording'), ('recording', 'asked', 'cancelled'), ('recording', 'recording', 'stopped'),
  ('recording', 'stopped', 'sealed'), ('recording', 'sealed', 'purged'), ('draft_record', 'machine', 'taken');
create trigger recording_transition before update of status on transcript.recording
  for each row execute function platform.enforce_transition('recording');
create trigger draft_transition before update of status on transcript.draft
  for each row execute function platform.enforce_transition('draft_record');
create trigger correction_append_only before update on transcript.segment_correction
  for each row execute function platform.refuse_change();

-- What is sealed stays as it is: only purging changes it.
create function transcript.keep_sealed() returns trigger language plpgsql as $$
begin
  if old.status in ('sealed', 'purged') and (new.chain_hash, new.chunk_count, new.size_bytes, new.manifest_sha256, new.manifest,
    new.started_at, new.stopped_at) is distinct from (old.chain_hash, old.chunk_count, old.size_bytes, old.manifest_sha256,
    old.manifest, old.started_at, old.stopped_at)
  then
    raise exception 'a sealed recording does not change' using errcode = '23514', constraint = 'recording_sealed';
  end if;
  if new.status = 'purged' and old.status <> 'purged' and exists (
    select 1 from transcript.legal_hold h where h.case_id = new.case_id and h.lifted_at is null)
  then
    raise exception 'a case under legal hold is not purged' using errcode = '23514', constraint = 'legal_hold';
  end if;
  -- Nothing begins without the patient's consent and everybody's.
  if new.status = 'recording' and old.status = 'asked' and (
    not exists (select 1 from cases.consent c where c.case_id = new.case_id and c.purpose = 'recording' and c.withdrawn_at is null)
    or not exists (select 1 from transcript.recording_consent k where k.recording_id = new.id)
    or exists (select 1 from transcript.recording_consent k where k.recording_id = new.id and k.answer <> 'agreed'))
  then
    raise exception 'no recording without consent' using errcode = '23514', constraint = 'recording_consent';
  end if;
  return new;
end $$;
create trigger recording_kept before update on transcript.recording
  for each row execute function transcript.keep_sealed();

do $$
declare t text;
begin
  foreach t in array array['setting', 'usage', 'session', 'ticket', 'segment', 'segment_correction', 'recording',
    'recording_consent', 'recording_chunk', 'recording_part', 'legal_hold', 'draft'] loop
    execute format('alter table transcript.%I enable row level security', t);
    execute format('alter table transcript.%I force row level security', t);
  end loop;
  foreach t in array array['setting', 'usage'] loop
    execute format('create policy of_tenant on transcript.%I for all
      using (platform.is_platform() or institution_id = platform.current_institution())', t);
  end loop;
  -- Who may see the case sees what was said and recorded about it.
  foreach t in array array['session', 'segment', 'recording', 'legal_hold', 'draft'] loop
    execute format('create policy with_case on transcript.%I for all
      using (platform.is_system() or exists (select 1 from cases.consult_request r where r.id = case_id))', t);
  end loop;
  foreach t in array array['recording_consent', 'recording_chunk', 'recording_part'] loop
    execute format('create policy with_recording on transcript.%I for all
      using (exists (select 1 from transcript.recording r where r.id = recording_id))', t);
  end loop;
end $$;
create policy with_segment on transcript.segment_correction for all
  using (exists (select 1 from transcript.segment s where s.id = segment_id));
create policy system_only on transcript.ticket for all using (platform.is_system());
grant select, insert, update on transcript.setting, transcript.usage, transcript.session, transcript.recording,
  transcript.recording_consent, transcript.legal_hold, transcript.draft to consilium_app;
grant select, insert, delete on transcript.ticket, transcript.recording_part to consilium_app;
grant select, insert, update, delete on transcript.segment to consilium_app;
grant select, insert, delete on transcript.segment_correction to consilium_app;
grant select, insert, update (file_key) on transcript.recording_chunk to consilium_app;
grant delete on transcript.draft, transcript.recording_consent to consilium_app;
