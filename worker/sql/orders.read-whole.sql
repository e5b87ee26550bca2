-- ?1 site, ?2 JSON [order id]
select o.id, o.at, o.visitor, o.user, o.currency, o.value, o.refunded, o.flags, o.copies, o.version
from json_each(?2) as wanted
cross join orders as o
where o.site = ?1
  and o.id = wanted.value
