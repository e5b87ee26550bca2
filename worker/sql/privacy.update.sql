-- ?1 site, ?2 id, ?3 version as read, ?4 status, ?5 finished at or null, ?6 body, ?7 receipt
update privacy
set
  version = version + 1,
  status = ?4,
  finished_at = ?5,
  body = ?6,
  receipt = ?7
where site = ?1
  and id = ?2
  and version = ?3
