-- ?1 site, ?2 JSON [id]
select d.id, d.reason, d.events, d.body, d.at
from json_each(?2) as wanted
cross join dead_letters as d
where d.site = ?1
  and d.id = wanted.value
