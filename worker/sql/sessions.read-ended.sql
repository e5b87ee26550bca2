-- Sessions that ended in [from, to), by end: those that began up to an hour before, and longer ones.
-- ?1 site, ?2 from, ?3 to, ?4 second from which to look, ?5 second up to which, ?6 start at ?4 in ms
select s.visitor, s.start, s.end, s.flags
from sessions as s
where s.id >= ((?1 << 50) + (?4 << 18))
  and s.id < ((?1 << 50) + (?5 << 18))
  and s.end >= ?2
  and s.end < ?3
union all
select s.visitor, s.start, s.end, s.flags
from sessions as s indexed by sessions_over_hour
where s.site = ?1
  and s.end >= ?2
  and s.end < ?3
  and s.end - s.start > 3600000
  and s.start < ?6
