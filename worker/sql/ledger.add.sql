-- ?1 site, ?2 day since 1970, ?3 JSON [[outcome, count]]
insert into ledger (site, day, outcome, count)
select ?1, ?2, row.value ->> 0, row.value ->> 1
from json_each(?3) as row
where true
on conflict (site, day, outcome) do update
set count = count + excluded.count
