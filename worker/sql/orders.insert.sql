-- ?1 site, ?2 JSON [[id, at, visitor, user, currency, value, refunded, flags, copies, version]]
insert into orders (site, id, at, visitor, user, currency, value, refunded, flags, copies, version)
select
  ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3, row.value ->> 4,
  row.value ->> 5, row.value ->> 6, row.value ->> 7, row.value ->> 8, row.value ->> 9
from json_each(?2) as row
