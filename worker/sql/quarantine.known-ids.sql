-- ?1 site, ?2 JSON [id]
select q.id
from json_each(?2) as wanted
cross join quarantine as q
where q.site = ?1
  and q.id = wanted.value
