-- ?1 site, ?2 from second, ?3 to second
select g.visitor, g.start, g.events, g.erased
from lake_gone as g
where g.site = ?1
  and g.start >= ?2 * 1000
  and g.start < ?3 * 1000
