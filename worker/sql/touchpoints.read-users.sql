-- All touchpoints of some users.
-- ?1 site, ?2 JSON [user]
select t.user, t.id, t.at, t.name, t.body
from json_each(?2) as wanted
cross join touchpoints as t
where t.site = ?1
  and t.user = wanted.value
order by t.at
