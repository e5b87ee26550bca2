-- Its time is in an index: `orders.delete` and `orders.insert` where that moves.
-- ?1 site, ?2 JSON [[id, at, visitor, user, currency, value, refunded, flags, copies, version]]
update orders
set
  visitor = row.value ->> 2,
  user = row.value ->> 3,
  currency = row.value ->> 4,
  value = row.value ->> 5,
  refunded = row.value ->> 6,
  flags = row.value ->> 7,
  copies = row.value ->> 8,
  version = row.value ->> 9
from json_each(?2) as row
where orders.site = ?1
  and orders.id = row.value ->> 0
