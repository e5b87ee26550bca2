-- ?1 key
select body
from cache
where site = 0
  and key = ?1
