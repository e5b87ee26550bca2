-- Sessions of the lake over an hour that ended in [2, 3) and began before [4].
-- ?1 site, ?2 from, ?3 to, ?4 began before
select a.visitor, a.start, a.end, a.flags
from archived as a indexed by archived_over_hour
where a.site = ?1
  and a.end >= ?2
  and a.end < ?3
  and a.end - a.start > 3600000
  and a.start < ?4
