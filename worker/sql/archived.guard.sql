-- Fails (malformed JSON) unless each of these still stands in the lake.
-- ?1 site, ?2 JSON [[visitor, start]]
select json(iif(
  exists (
    select 1
    from archived as a
    where a.site = ?1
      and a.visitor = row.value ->> 0
      and a.start = row.value ->> 1
  ),
  '1',
  'stale'
))
from json_each(?2) as row
