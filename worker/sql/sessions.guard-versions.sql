-- Fails (malformed JSON) unless each session still has its version.
-- ?1 JSON [[id as text, version]]
select json(iif(
  exists (
    select 1
    from sessions as s
    where s.id = cast(row.value ->> 0 as integer)
      and s.version = row.value ->> 1
  ),
  '1',
  'stale'
))
from json_each(?1) as row
