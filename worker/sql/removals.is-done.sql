-- Whether somebody has ended a removal.
-- ?1 site
select 1 as found
from removals
where site = ?1
  and done_at is not null
