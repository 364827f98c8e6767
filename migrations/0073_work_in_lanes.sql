-- Lanes look for the due jobs of some kinds only.
create index job_of_kind on platform.job (kind, due_at) where status = 'waiting';
