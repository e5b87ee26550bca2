-- Fails (malformed JSON) where another text has the id already.
-- ?1 site, ?2 JSON [[id, text]]
select json(iif(s.text = row.value ->> 1, '1', 'stale'))
from json_each(?2) as row
cross join symbols as s
where s.site = ?1
  and s.id = row.value ->> 0
