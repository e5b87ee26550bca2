-- Touchpoints in order of time, a chunk at a time.
-- ?1 site, ?2 from, ?3 to, ?4 user, ?5 id of the last one seen at ?2, ?6 rows,
-- ?7 JSON [name], or null for any
select t.user, t.id, t.at, t.name, t.body
from touchpoints as t indexed by touchpoints_by_time
where t.site = ?1
  and t.at >= ?2
  and t.at < ?3
  and (t.at, t.user, t.id) > (?2, ?4, ?5)
  and (?7 is null or t.name in (select value from json_each(?7)))
order by t.at, t.user, t.id
limit ?6
