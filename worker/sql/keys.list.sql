select id, kind, label, created_at, revoked_at
from keys
where site = ?1
  and id > ?2
order by id
limit ?3
