-- ?1 site, ?2 JSON [[user, id]]
select t.user, t.id, t.at, t.body
from json_each(?2) as wanted
cross join touchpoints as t
where t.site = ?1
  and t.user = wanted.value ->> 0
  and t.id = wanted.value ->> 1
