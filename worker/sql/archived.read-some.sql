-- ?1 site, ?2 JSON [[visitor, start]]
select a.visitor, a.start, a.end, a.flags, a.events
from json_each(?2) as row
cross join archived as a
where a.site = ?1
  and a.visitor = row.value ->> 0
  and a.start = row.value ->> 1
