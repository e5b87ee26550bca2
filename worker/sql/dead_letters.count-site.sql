-- How many a site has, a thousand at most.
-- ?1 site
select count(*) as count
from (
  select 1
  from dead_letters as d indexed by dead_letters_by_time
  where d.site = ?1
  limit 1000
)
