select id, body, updated_at
from annotations
where site = ?1
  and id = ?2
