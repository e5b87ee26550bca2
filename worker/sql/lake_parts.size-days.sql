-- Sessions in the lake and the bytes of their files by day (UTC).
-- ?1 site, ?2 from second, ?3 to second
select p.from_second / 86400 as day, sum(p.sessions) as sessions, sum(p.bytes) as bytes
from lake_parts as p
where p.site = ?1
  and p.from_second >= ?2
  and p.from_second < ?3
group by p.from_second / 86400
