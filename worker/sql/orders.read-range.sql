-- Orders purchased in [from, to) by people, a chunk at a time, in one text as
-- worker/history/orders.ts reads it. `~` escapes itself and what ends a field, where that is asked for; a
-- visitor is printable and comes as it is.
-- ?1 site, ?2 from, ?3 to, ?4 at, ?5 id to go on after, ?6 rows, ?7 whether to escape
select
  count(*) as count,
  group_concat(
    concat_ws(
      char(127),
      iif(?7, replace(replace(chunk.id, '~', '~~'), char(127), '~?'), chunk.id),
      chunk.at, chunk.visitor,
      iif(?7, replace(replace(chunk.user, '~', '~~'), char(127), '~?'), chunk.user),
      chunk.currency, chunk.value, chunk.refunded, chunk.flags, ''
    ),
    ''
  ) as packed
from (
  select o.id, o.at, o.visitor, o.user, o.currency, o.value, o.refunded, o.flags
  from orders as o indexed by orders_by_time
  where o.site = ?1
    and o.at >= ?2
    and o.at < ?3
    and (o.at, o.id) > (?4, ?5)
    and o.flags & 1 = 1
    and o.flags & 32 = 0
  order by o.at, o.id
  limit ?6
) as chunk
