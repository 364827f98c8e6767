-- The dispatcher's board asks every few seconds for the clocks of what waits: a handful among a million.
create index case_fact_waiting on quality.case_fact (submitted_at)
  where accepted_at is null and status in ('triaged', 'dispatching');
