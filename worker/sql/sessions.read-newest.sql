-- The newest sessions that began since a second, newest first, with what tells whether one has changed.
-- ?1 site, ?2 since second, ?3 rows
select cast(s.id as text) as id, s.visitor, s.start, s.end, s.version
from sessions as s
where s.id >= ((?1 << 50) + (?2 << 18))
  and s.id <= (?1 << 50) + ((1 << 50) - 1)
order by s.id desc
limit ?3
