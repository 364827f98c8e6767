-- A request that was returned and sent again is searched for anew, in the same row.
insert into platform.state_transition (machine, from_state, to_state) values ('search', 'stopped', 'running');
