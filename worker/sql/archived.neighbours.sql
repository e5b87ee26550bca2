-- As sessions.neighbours.sql, among the sessions of the lake: each with the part that holds it.
-- ?1 site, ?2 JSON [[visitor, from, to]], ?3 gap in milliseconds
select
  a.visitor, a.start, p.from_second as "from", p.to_second as "to", p.prefix, p.bytes
from json_each(?2) as span
cross join archived as a
cross join lake_parts as p
where a.site = ?1
  and a.visitor = span.value ->> 0
  and a.start >= coalesce(
    (
      select b.start
      from archived as b
      where b.site = ?1
        and b.visitor = span.value ->> 0
        and b.start <= span.value ->> 1
      order by b.start desc
      limit 1
    ),
    span.value ->> 1
  )
  and a.start <= (span.value ->> 2) + ?3
  and a.end >= (span.value ->> 1) - ?3
  and p.site = ?1
  and p.from_second = (
    select max(q.from_second)
    from lake_parts as q
    where q.site = ?1
      and q.from_second <= a.start / 1000
  )
