-- ?1 site, ?2 JSON [visitor]
select count(*) as sessions
from lake_gone as g
where g.site = ?1
  and g.visitor in (select wanted.value from json_each(?2) as wanted)
