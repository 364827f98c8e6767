create schema room;
grant usage on schema room to consilium_app;

-- The call over a case. One live room a case; a later call has a row of its own.
create table room.room (
  id uuid primary key,
  case_id uuid not null,
  -- The inviting institution.
  institution_id uuid not null,
  status text not null check (status in ('planned', 'open', 'closed')),
  -- Chosen when the room is made; a changed setting holds for the next one.
  provider text not null check (provider in ('embedded', 'livekit', 'janus', 'agora')),
  -- What the provider calls it; never a name or number of the case.
  provider_room text not null unique check (length(provider_room) between 8 and 64),
  -- The inviter's qualified person who is present. Source: 国卫医发〔2018〕25号 附件2 二(二).
  qualified_name text check (length(qualified_name) between 2 and 50),
  qualified_title text check (length(qualified_title) between 2 and 50),
  qualified_by uuid,
  qualified_at timestamptz,
  -- 先救治后会诊 was read and confirmed: levels I and II.
  rescue_confirmed_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  opened_at timestamptz,
  -- Both sides were there for the first time, the qualified person recorded.
  started_at timestamptz,
  closed_at timestamptz,
  closed_reason text check (closed_reason in ('ended', 'case_closed', 'case_moved', 'empty')),
  foreign key (case_id, institution_id) references cases.consult_request (id, institution_id),
  unique (id, case_id),
  check ((status = 'closed') = (closed_at is not null and closed_reason is not null)),
  check (status <> 'open' or opened_at is not null),
  check ((qualified_name is null) = (qualified_at is null) and (qualified_name is null) = (qualified_title is null)),
  check (started_at is null or qualified_at is not null)
);
create unique index room_live on room.room (case_id) where status <> 'closed';
create index room_by_case on room.room (case_id, created_at);

-- A link by which a patient or relative comes in without an account; only its hash is kept.
create table room.guest_link (
  id uuid primary key,
  room_id uuid not null,
  case_id uuid not null,
  token_hash text not null unique,
  guest_name text not null check (length(guest_name) between 1 and 50),
  relation text not null check (relation in ('patient', 'family')),
  made_by uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > made_at),
  revoked_at timestamptz,
  -- Exchanged once for a key of the phone that opened it; the guest's consent stands with it.
  used_at timestamptz,
  session_hash text unique,
  consented_at timestamptz,
  foreign key (room_id, case_id) references room.room (id, case_id),
  check ((used_at is null) = (session_hash is null) and (used_at is null) = (consented_at is null))
);
create index guest_link_of_room on room.guest_link (room_id);

-- Somebody who may be in the room. Staff come in as the policy says; guests wait until a moderator admits them.
create table room.participant (
  id uuid primary key,
  room_id uuid not null,
  case_id uuid not null,
  -- What providers know him by; a new one for every room.
  identity text not null unique check (length(identity) between 8 and 64),
  person_id uuid references identity.person (id),
  guest_link_id uuid references room.guest_link (id),
  name text not null check (length(name) between 1 and 50),
  -- Hospital and post, or what kin; shown below the name.
  label text not null default '' check (length(label) <= 200),
  role text not null check (role in ('requester', 'performer', 'guest', 'observer')),
  is_moderator boolean not null default false,
  status text not null check (status in ('waiting', 'admitted', 'removed')),
  created_at timestamptz not null,
  foreign key (room_id, case_id) references room.room (id, case_id),
  unique (id, room_id),
  check ((person_id is null) <> (guest_link_id is null)),
  check ((role = 'guest') = (guest_link_id is not null))
);
create unique index participant_person on room.participant (room_id, person_id) where person_id is not null;
create unique index participant_guest on room.participant (guest_link_id) where guest_link_id is not null;

-- One stretch in the room on one device. Another device takes over: the older stay ends.
create table room.stay (
  id uuid primary key,
  participant_id uuid not null,
  room_id uuid not null,
  case_id uuid not null,
  -- The node that holds the connection, and when it last said so.
  node_id uuid not null,
  seen_at timestamptz not null,
  -- Lets the same page come back after a cut; only the hash is kept.
  resume_hash text not null unique,
  joined_at timestamptz not null,
  left_at timestamptz,
  left_reason text check (left_reason in ('left', 'cut', 'replaced', 'removed', 'room_closed', 'access_ended', 'node_lost')),
  foreign key (participant_id, room_id) references room.participant (id, room_id),
  foreign key (room_id, case_id) references room.room (id, case_id),
  check ((left_at is null) = (left_reason is null))
);
create unique index stay_live on room.stay (participant_id) where left_at is null;
create index stay_of_room on room.stay (room_id, joined_at);
create index stay_of_node on room.stay (node_id) where left_at is null;

-- Lets one participant into one room once; lives two minutes at most.
create table room.join_token (
  token_hash text primary key,
  room_id uuid not null,
  case_id uuid not null,
  participant_id uuid not null,
  -- The session that asked for it; null for a guest.
  session_hash text,
  issued_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > issued_at and expires_at <= issued_at + interval '2 minutes'),
  used_at timestamptz,
  foreign key (participant_id, room_id) references room.participant (id, room_id),
  foreign key (room_id, case_id) references room.room (id, case_id)
);
create index join_token_of_room on room.join_token (room_id);

-- What was written during the call: part of the record of the case.
create table room.message (
  room_id uuid not null,
  sequence int not null check (sequence > 0),
  case_id uuid not null,
  participant_id uuid not null,
  sender_name text not null,
  text text not null default '' check (length(text) <= 2000),
  attachment_id uuid references cases.attachment (id),
  sent_at timestamptz not null,
  primary key (room_id, sequence),
  foreign key (participant_id, room_id) references room.participant (id, room_id),
  foreign key (room_id, case_id) references room.room (id, case_id),
  check (text <> '' or attachment_id is not null)
);
create trigger message_append_only before update or delete on room.message
  for each row execute function platform.refuse_change();

-- A further expert asked for in mid-call: the dispatcher confirms, then he may come in.
create table room.invitation (
  id uuid primary key,
  room_id uuid not null,
  case_id uuid not null,
  practitioner_role_id uuid not null references experts.practitioner_role (id),
  person_id uuid not null references identity.person (id),
  expert_name text not null,
  institution_name text not null,
  reason text not null check (length(reason) between 2 and 500),
  status text not null check (status in ('asked', 'confirmed', 'refused')),
  asked_by uuid not null,
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  foreign key (room_id, case_id) references room.room (id, case_id),
  check ((status = 'asked') = (decided_at is null))
);
create unique index invitation_open on room.invitation (room_id, person_id) where status = 'asked';

-- What the pages measured, every few seconds, per person received.
create table room.quality_sample (
  id uuid primary key,
  room_id uuid not null,
  case_id uuid not null,
  stay_id uuid not null references room.stay (id),
  from_stay_id uuid,
  at timestamptz not null,
  width int check (width between 0 and 10000),
  height int check (height between 0 and 10000),
  fps double precision check (fps between 0 and 1000),
  loss_percent double precision check (loss_percent between 0 and 100),
  jitter_ms double precision check (jitter_ms between 0 and 60000),
  round_trip_ms double precision check (round_trip_ms between 0 and 60000),
  freezes int check (freezes >= 0),
  kbps double precision check (kbps >= 0),
  -- From the newcomer's connection to the first picture shown; once a person received.
  first_frame_ms double precision check (first_frame_ms between 0 and 600000),
  foreign key (room_id, case_id) references room.room (id, case_id)
);
create index quality_of_room on room.quality_sample (room_id, at);
create index quality_by_time on room.quality_sample (at);

insert into platform.state_transition (machine, from_state, to_state) values
  ('room', 'planned', 'open'), ('room', 'planned', 'closed'), ('room', 'open', 'closed'),
  ('room_participant', 'waiting', 'admitted'), ('room_participant', 'waiting', 'removed'),
  ('room_participant', 'admitted', 'removed'), ('room_participant', 'removed', 'admitted'),
  ('room_invitation', 'asked', 'confirmed'), ('room_invitation', 'asked', 'refused');
create trigger room_transition before update of status on room.room
  for each row execute function platform.enforce_transition('room');
create trigger participant_transition before update of status on room.participant
  for each row execute function platform.enforce_transition('room_participant');
create trigger invitation_transition before update of status on room.invitation
  for each row execute function platform.enforce_transition('room_invitation');

do $$
declare t text;
begin
  foreach t in array array['room', 'guest_link', 'participant', 'stay', 'join_token', 'message', 'invitation', 'quality_sample'] loop
    execute format('alter table room.%I enable row level security', t);
    execute format('alter table room.%I force row level security', t);
    -- Everything of a room follows its case: who sees it sees them.
    if t <> 'join_token' then
      execute format('create policy with_case on room.%I for all using (exists (select 1 from cases.consult_request r where r.id = case_id))', t);
    end if;
  end loop;
end $$;
-- Tokens are made for whoever may enter, and read by the server alone.
create policy make on room.join_token for insert
  with check (exists (select 1 from cases.consult_request r where r.id = case_id));
create policy redeem on room.join_token for all using (platform.is_system());
grant select, insert, update on room.room, room.guest_link, room.participant, room.stay, room.invitation to consilium_app;
grant select, insert, update, delete on room.join_token to consilium_app;
grant select, insert on room.message to consilium_app;
grant select, insert, delete on room.quality_sample to consilium_app;
