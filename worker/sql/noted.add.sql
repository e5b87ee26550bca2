-- ?1 site, ?2 JSON [visitor]
insert into noted (site, visitor, times)
select ?1, visitor.value, 1
from json_each(?2) as visitor
where true
on conflict (site, visitor) do update
set times = times + 1
