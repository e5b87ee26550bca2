-- When each of some visitors was first seen.
-- ?1 site, ?2 JSON [visitor]
select
  wanted.value as visitor,
  (
    select min(s.start)
    from sessions as s indexed by sessions_by_visitor
    where s.site = ?1
      and s.visitor = wanted.value
  ) as start
from json_each(?2) as wanted
