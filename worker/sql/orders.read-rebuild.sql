-- Orders with all their columns, a chunk at a time.
-- ?1 site, ?2 id to go on after, ?3 rows
select o.id, o.at, o.visitor, o.user, o.currency, o.value, o.refunded, o.flags, o.copies, o.version
from orders as o
where o.site = ?1
  and o.id > ?2
order by o.id
limit ?3
