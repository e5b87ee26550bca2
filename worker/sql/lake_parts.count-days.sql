-- Events in the lake by day (UTC) on which their session began: those of the files but what is gone.
-- ?1 site, ?2 from second, ?3 to second
select p.from_second / 86400 as day, sum(p.events) as count
from lake_parts as p
where p.site = ?1
  and p.from_second >= ?2
  and p.from_second < ?3
group by p.from_second / 86400
union all
select g.start / 86400000 as day, -sum(g.events) as count
from lake_gone as g
where g.site = ?1
  and g.start >= ?2 * 1000
  and g.start < ?3 * 1000
group by g.start / 86400000
