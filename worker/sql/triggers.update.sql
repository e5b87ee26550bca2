-- ?1 site, ?2 id, ?3 body as it was read, ?4 what it is now, ?5 time
update triggers
set body = ?4,
  updated_at = ?5
where site = ?1
  and id = ?2
  and body = ?3
