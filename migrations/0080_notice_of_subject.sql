-- What is settled takes back what people were told of it, whoever they were: found by what the notice is about.
create index notice_of_subject on notifications.notice (subject_id) where read_at is null;
