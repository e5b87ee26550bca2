-- The rowid: site, second of the start, tie. Too wide for a JavaScript number, so it is made here.
-- ?1 site, ?2 JSON [[visitor, start, end, version, tie, events, views, flags, channel, device, country,
--   names, times, pages, ids, props, facts, strings]]
insert into sessions (
  id, site, visitor, start, end, version, events, views, flags, channel, device, country,
  names, times, pages, ids, props, facts, strings
)
select
  (?1 << 50) | ((row.value ->> 1) / 1000 << 18) | (row.value ->> 4),
  ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3,
  row.value ->> 5, row.value ->> 6, row.value ->> 7, row.value ->> 8, row.value ->> 9, row.value ->> 10,
  row.value ->> 11, row.value ->> 12, row.value ->> 13, row.value ->> 14, row.value ->> 15,
  row.value ->> 16, row.value ->> 17
from json_each(?2) as row
