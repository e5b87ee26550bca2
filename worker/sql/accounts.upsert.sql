-- ?1 site, ?2 JSON [[account, traits, first_at]]
insert into accounts (site, account, traits, first_at)
select ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2
from json_each(?2) as row
where true
on conflict (site, account) do update
set
  traits = excluded.traits,
  first_at = min(first_at, excluded.first_at)
