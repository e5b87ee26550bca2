-- The newest parts that begin before a second, newest first.
-- ?1 site, ?2 before second, ?3 rows
select
  p.from_second as "from", p.to_second as "to", p.prefix, p.bytes
from lake_parts as p
where p.site = ?1
  and p.from_second < ?2
order by p.from_second desc
limit ?3
