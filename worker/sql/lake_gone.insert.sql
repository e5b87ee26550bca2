-- Sessions of a file that are there no more.
-- ?1 site, ?2 JSON [[visitor, start, events]], ?3 1 where they are erased
insert into lake_gone (site, start, visitor, events, erased)
select ?1, row.value ->> 1, row.value ->> 0, row.value ->> 2, ?3
from json_each(?2) as row
where true
on conflict (site, start, visitor) do update
set erased = max(erased, excluded.erased)
