-- ?1 site, ?2 JSON [id]
select s.id, s.text
from json_each(?2) as wanted
cross join symbols as s
where s.site = ?1
  and s.id = wanted.value
