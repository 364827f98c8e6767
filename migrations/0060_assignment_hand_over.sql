-- A case that changes hands: whose assignment this one takes over. The chain says who holds what somebody else once accepted.
alter table cases.access add column taken_over_from uuid references identity.person (id),
  add constraint takes_over_an_assignment
    check (taken_over_from is null or (basis = 'assignment' and taken_over_from <> person_id));
