-- Orders purchased in [from, to) by people.
-- ?1 site, ?2 from, ?3 to
select o.id, o.at, o.visitor, o.user, o.currency, o.value, o.refunded, o.flags
from orders as o indexed by orders_by_time
where o.site = ?1
  and o.at >= ?2
  and o.at < ?3
  and o.flags & 1 = 1
  and o.flags & 32 = 0
