-- What an agreement opens, beside its specialties: 书面会诊 written, 视频会诊 video, 多学科会诊 mdt. Empty: all of them.
alter table organizations.agreement add column services text[] not null default '{}'
  check (services <@ array['written', 'video', 'mdt']);
-- 分成: whole percents of a fee for the inviting and the invited hospital, the platform and the expert, as agreed; kept for
-- settlement, not reckoned with here. All four or none.
alter table organizations.agreement add column split_inviter int check (split_inviter between 0 and 100);
alter table organizations.agreement add column split_invitee int check (split_invitee between 0 and 100);
alter table organizations.agreement add column split_platform int check (split_platform between 0 and 100);
alter table organizations.agreement add column split_expert int check (split_expert between 0 and 100);
alter table organizations.agreement add constraint agreement_split_is_whole check (
  num_nulls(split_inviter, split_invitee, split_platform, split_expert) = 4
  or (num_nulls(split_inviter, split_invitee, split_platform, split_expert) = 0
    and split_inviter + split_invitee + split_platform + split_expert = 100));
