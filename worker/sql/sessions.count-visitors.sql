-- Stored events by visitor and day (UTC) on which their session began, a chunk at a time.
-- ?1 site, ?2 from second, ?3 to second, ?4 id to go on after, ?5 rows
select cast(s.id as text) as id, s.visitor, s.start / 86400000 as day, s.events as count
from sessions as s
where s.id >= max(cast(?4 as integer) + 1, (?1 << 50) + (?2 << 18))
  and s.id < ((?1 << 50) + (?3 << 18))
order by s.id
limit ?5
