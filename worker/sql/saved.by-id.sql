select id, body, updated_at
from saved
where site = ?1
  and id = ?2
