-- The earliest time, the body that sorts first: the same whichever copy came first.
-- ?1 site, ?2 JSON [[user, id, at, name, body]]
insert into touchpoints (site, user, id, at, name, body)
select ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3, row.value ->> 4
from json_each(?2) as row
where true
on conflict (site, user, id) do update
set
  at = min(at, excluded.at),
  name = iif(excluded.body < body, excluded.name, name),
  body = min(body, excluded.body)
where excluded.at < at
  or excluded.body < body
