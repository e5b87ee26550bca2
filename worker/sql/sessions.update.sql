-- Keys stay as they are: a session whose start moves is deleted and inserted.
-- ?1 JSON [[id as text, end, version, events, views, flags, channel, device, country,
--   names, times, pages, ids, props, facts, strings]]
update sessions
set
  end = row.value ->> 1,
  version = row.value ->> 2,
  events = row.value ->> 3,
  views = row.value ->> 4,
  flags = row.value ->> 5,
  channel = row.value ->> 6,
  device = row.value ->> 7,
  country = row.value ->> 8,
  names = row.value ->> 9,
  times = row.value ->> 10,
  pages = row.value ->> 11,
  ids = row.value ->> 12,
  props = row.value ->> 13,
  facts = row.value ->> 14,
  strings = row.value ->> 15
from json_each(?1) as row
where sessions.id = cast(row.value ->> 0 as integer)
