-- Orders of some visitors that people purchased.
-- ?1 site, ?2 JSON [visitor]
select o.id, o.at, o.visitor, o.user, o.currency, o.value, o.refunded, o.flags
from json_each(?2) as wanted
cross join orders as o indexed by orders_by_visitor
where o.site = ?1
  and o.visitor = wanted.value
  and o.visitor <> ''
  and o.flags & 1 = 1
  and o.flags & 32 = 0
