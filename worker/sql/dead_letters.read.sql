-- Oldest first.
-- ?1 site, ?2 JSON [id] or null, ?3 rows
select d.id, d.body, d.events
from dead_letters as d indexed by dead_letters_by_time
where d.site = ?1
  and (?2 is null or d.id in (select value from json_each(?2)))
order by d.at, d.id
limit ?3
