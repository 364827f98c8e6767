-- 多学科会诊 MDT: two to five specialties at a common time, by video. Empty: one expert is asked for.
alter table cases.consult_request add column panel_specialty_codes text[] not null default '{}'
  check (cardinality(panel_specialty_codes) in (0, 2, 3, 4, 5));
alter table matching.decision add column seat int not null default 1 check (seat between 1 and 5);
