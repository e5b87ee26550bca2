select id, body, updated_at
from triggers
where site = ?1
  and id > ?2
order by id
limit ?3
