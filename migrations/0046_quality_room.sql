-- A call that both sides have come to has started: the fact of its case is written anew.
create trigger quality_hears after update of started_at on room.room for each row
  when (old.started_at is distinct from new.started_at) execute function quality.touch_case('case_id');
