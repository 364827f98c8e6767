-- A database that was copied (from a template, a dump) is another one: what a process or a file remembers of the first does
-- not hold for it. To be called once after copying.
create function platform.become_another_database() returns void language sql as $$
  update experts.pool_version set epoch = gen_random_uuid()
$$;
revoke execute on function platform.become_another_database() from public;
