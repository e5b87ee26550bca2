-- The newest touchpoints before a time: how far back a page of a list must look.
-- ?1 site, ?2 before, ?3 rows
select min(latest.at) as start, count(*) as touchpoints
from (
  select t.at
  from touchpoints as t indexed by touchpoints_by_time
  where t.site = ?1
    and t.at < ?2
  order by t.at desc
  limit ?3
) as latest
