-- The symbols of a site's sessions, a chunk at a time.
-- ?1 site, ?2 id to go on after as text, ?3 rows
select cast(s.id as text) as id, s.names, s.strings
from sessions as s
where s.id > max(cast(?2 as integer), (?1 << 50) - 1)
  and s.id < ((?1 + 1) << 50)
order by s.id
limit ?3
