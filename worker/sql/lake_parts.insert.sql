-- ?1 site, ?2 JSON [[from, to, prefix, generation, bytes, sessions, events, published_at]]
insert into lake_parts (
  site, from_second, to_second, prefix, generation, bytes, sessions, events, published_at
)
select
  ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3, row.value ->> 4,
  row.value ->> 5, row.value ->> 6, row.value ->> 7
from json_each(?2) as row
