-- ?1 JSON [[site, day since 1970, outcome, count]]
insert into ledger (site, day, outcome, count)
select row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3
from json_each(?1) as row
where true
on conflict (site, day, outcome) do update
set count = count + excluded.count
