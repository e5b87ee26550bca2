-- What the manifest lists.
-- ?1 site
select
  p.from_second as "from", p.to_second as "to", p.prefix, p.generation, p.bytes, p.sessions, p.events,
  p.published_at as publishedAt
from lake_parts as p
where p.site = ?1
order by p.from_second
