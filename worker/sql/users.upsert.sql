-- ?1 site, ?2 JSON [[user, traits, first_at]]
insert into users (site, user, traits, first_at)
select ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2
from json_each(?2) as row
where true
on conflict (site, user) do update
set
  traits = excluded.traits,
  first_at = min(first_at, excluded.first_at)
