-- Names of the newest touchpoints, each once.
-- ?1 site, ?2 rows
select distinct latest.name
from (
  select t.name
  from touchpoints as t indexed by touchpoints_by_time
  where t.site = ?1
  order by t.at desc
  limit ?2
) as latest
