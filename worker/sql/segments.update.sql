update segments
set body = ?3,
  updated_at = ?4
where site = ?1
  and id = ?2
