-- Orders up to a time of which something was paid back. When that was stands in their copies.
-- ?1 site, ?2 before
select o.id, o.at, o.visitor, o.user, o.currency, o.value, o.refunded, o.flags, o.copies
from orders as o indexed by orders_by_time
where o.site = ?1
  and o.at < ?2
  and o.refunded > 0
  and o.flags & 1 = 1
  and o.flags & 32 = 0
