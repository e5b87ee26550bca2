-- All sessions of some visitors in the lake, each with the part that holds it.
-- ?1 site, ?2 JSON [visitor]
select
  a.visitor, a.start, p.from_second as "from", p.to_second as "to", p.prefix, p.bytes
from json_each(?2) as wanted
cross join archived as a
cross join lake_parts as p
where a.site = ?1
  and a.visitor = wanted.value
  and p.site = ?1
  and p.from_second = (
    select max(q.from_second)
    from lake_parts as q
    where q.site = ?1
      and q.from_second <= a.start / 1000
  )
