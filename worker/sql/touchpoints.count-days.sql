-- Touchpoints by day (UTC).
-- ?1 site, ?2 from, ?3 to
select t.at / 86400000 as day, count(*) as count
from touchpoints as t indexed by touchpoints_by_time
where t.site = ?1
  and t.at >= ?2
  and t.at < ?3
group by t.at / 86400000
