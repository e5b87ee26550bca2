-- What became of it. A success counts whoever tells of it; of the rest only whose it is at this moment.
-- ?1 site, ?2 id, ?3 until when it was claimed, ?4 status, ?5 when to look again, ?6 body, ?7 now
update deliveries
set status = ?4,
  due_at = ?5,
  body = ?6,
  updated_at = ?7
where site = ?1
  and id = ?2
  and status <> 'delivered'
  and (?4 = 'delivered' or due_at = ?3)
