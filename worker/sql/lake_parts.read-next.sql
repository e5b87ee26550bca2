-- The part at a second or the first one after it.
-- ?1 site, ?2 second, ?3 rows
select
  p.from_second as "from", p.to_second as "to", p.prefix, p.generation, p.bytes, p.sessions, p.events,
  p.published_at as publishedAt
from lake_parts as p
where p.site = ?1
  and p.from_second >= coalesce(
    (
      select max(b.from_second)
      from lake_parts as b
      where b.site = ?1
        and b.from_second <= ?2
    ),
    ?2
  )
  and p.to_second > ?2
order by p.from_second
limit ?3
