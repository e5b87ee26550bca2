-- Touchpoints in order of time, a chunk at a time.
-- ?1 site, ?2 from, ?3 to, ?4 user, ?5 id of the last one seen at ?2, ?6 rows
select t.user, t.id, t.at, t.name, t.body
from touchpoints as t indexed by touchpoints_by_time
where t.site = ?1
  and t.at >= ?2
  and t.at < ?3
  and (t.at, t.user, t.id) > (?2, ?4, ?5)
order by t.at, t.user, t.id
limit ?6
