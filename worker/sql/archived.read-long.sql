-- Sessions of the lake over an hour that began before [2] and reach to [3] or beyond.
-- ?1 site, ?2 before, ?3 reach
select
  a.visitor, a.start, p.from_second as "from", p.to_second as "to", p.prefix, p.bytes
from archived as a indexed by archived_over_hour
cross join lake_parts as p
where a.site = ?1
  and a.end >= ?3
  and a.end - a.start > 3600000
  and a.start < ?2
  and p.site = ?1
  and p.from_second = (
    select max(q.from_second)
    from lake_parts as q
    where q.site = ?1
      and q.from_second <= a.start / 1000
  )
order by a.start
