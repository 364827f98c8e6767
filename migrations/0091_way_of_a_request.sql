-- What one request makes the database look up, found by an index.

-- The facts of a ranking are read for the experts of whom something changed.
create index offer_of_role on dispatch.offer (practitioner_role_id, sent_at);
-- Who may read the case, and who holds it: live access or not.
create index access_of_case on cases.access (case_id);
