-- ?1 site, ?2 JSON [[visitor, start, end, flags, events]]
insert into archived (site, visitor, start, end, flags, events)
select
  ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3, row.value ->> 4
from json_each(?2) as row
where true
on conflict (site, visitor, start) do update
set
  end = excluded.end,
  flags = excluded.flags,
  events = excluded.events
