-- Whether a file holds what another database has by now.
-- ?1 site
select 1 as found
from lake_gone as g
where g.site = ?1
  and g.erased = 2
limit 1
