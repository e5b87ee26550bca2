-- ?1 site, ?2 JSON [[user, id, at, name, body]]
insert into touchpoints (site, user, id, at, name, body)
select ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3, row.value ->> 4
from json_each(?2) as row
where true
on conflict (site, user, id) do update
set
  at = excluded.at,
  name = excluded.name,
  body = excluded.body
