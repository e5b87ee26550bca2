-- All that the lake has of some visitors: another database has it by now.
-- ?1 site, ?2 JSON [visitor]
insert into lake_gone (site, start, visitor, events, erased)
select a.site, a.start, a.visitor, a.events, 2
from json_each(?2) as wanted
cross join archived as a
where a.site = ?1
  and a.visitor = wanted.value
on conflict (site, start, visitor) do nothing
