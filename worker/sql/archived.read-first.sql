-- When each of some visitors was first seen, as far as the lake tells.
-- ?1 site, ?2 JSON [visitor]
select
  wanted.value as visitor,
  (
    select min(a.start)
    from archived as a
    where a.site = ?1
      and a.visitor = wanted.value
  ) as start
from json_each(?2) as wanted
