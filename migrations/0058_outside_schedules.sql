-- Clinics and operations from a hospital's own system (HL7 v2 SIU, FHIR Schedule/Slot/Appointment): each booking once, and how
-- new what is known of it is. The stretches themselves are blocks of the person's one calendar (scheduling.block, source his).
create table interop.schedule_link (
  connector_id uuid not null references interop.connector (id),
  -- The sender's number of the booking: SCH-2, else SCH-1; Slot/… or Appointment/….
  booking_key text not null check (length(booking_key) between 1 and 200),
  institution_id uuid not null,
  -- released: cancelled or deleted there; also when word of it came before anything else.
  status text not null check (status in ('busy', 'released')),
  effective_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (connector_id, booking_key),
  foreign key (connector_id, institution_id) references interop.connector (id, institution_id)
);
alter table interop.schedule_link enable row level security;
alter table interop.schedule_link force row level security;
create policy of_tenant on interop.schedule_link for all
  using (platform.is_platform() or institution_id = platform.current_institution());
grant select, insert, update on interop.schedule_link to consilium_app;

alter table interop.run_row drop constraint run_row_action_check;
alter table interop.run_row add constraint run_row_action_check
  check (action in ('add', 'update', 'deactivate', 'reactivate', 'book', 'move', 'cancel'));
create index link_by_staff_key on interop.staff_link (institution_id, staff_key);

-- What one source calls a stretch, whoever's it is: a booking that changes hands leaves nobody's calendar behind.
create index block_by_key on scheduling.block (source, source_key) where source_key <> '';

-- Connectors that were set up before go on asking for staff alone.
update interop.connector set settings = settings || '{"contents": ["staff"], "slots": "all"}' where kind = 'fhir';
