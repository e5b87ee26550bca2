-- ?1 site, ?2 JSON [[id, text]]
insert into symbols (site, id, text)
select ?1, row.value ->> 0, row.value ->> 1
from json_each(?2) as row
where true
on conflict do nothing
