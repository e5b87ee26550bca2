-- Fails (malformed JSON) unless each order is still as it was read.
-- ?1 site, ?2 JSON [[order id, version as read or 0]]
select json(iif(
  row.value ->> 1 = coalesce((select o.version from orders as o where o.site = ?1 and o.id = row.value ->> 0), 0),
  '1',
  'stale'
))
from json_each(?2) as row
