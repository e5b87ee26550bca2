-- Events in the lake by visitor and day (UTC) on which their session began, some visitors at a time.
-- ?1 site, ?2 from milliseconds, ?3 to milliseconds, ?4 visitor to go on after, ?5 visitors
select a.visitor, a.start / 86400000 as day, sum(a.events) as count
from (
  select distinct w.visitor
  from archived as w
  where w.site = ?1
    and w.visitor > ?4
  order by w.visitor
  limit ?5
) as wanted
cross join archived as a
where a.site = ?1
  and a.visitor = wanted.visitor
  and a.start >= ?2
  and a.start < ?3
group by a.visitor, a.start / 86400000
