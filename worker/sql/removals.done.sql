-- ?1 site, ?2 now
update removals
set done_at = ?2
where site = ?1
  and done_at is null
