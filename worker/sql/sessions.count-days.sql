-- Stored events by day (UTC) on which their session began.
-- ?1 site, ?2 from second, ?3 to second
select s.start / 86400000 as day, sum(s.events) as count
from sessions as s
where s.id >= ((?1 << 50) + (?2 << 18))
  and s.id < ((?1 << 50) + (?3 << 18))
group by s.start / 86400000
