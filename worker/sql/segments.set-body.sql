-- ?1 site, ?2 id, ?3 body as it was read, ?4 what it is now
update segments
set body = ?4
where site = ?1
  and id = ?2
  and body = ?3
