-- Fails (malformed JSON) unless each touchpoint is still as it was read.
-- ?1 site, ?2 JSON [[user, id, "at body" as read or ""]]
select json(iif(
  row.value ->> 2 = coalesce(
    (
      select t.at || ' ' || t.body
      from touchpoints as t
      where t.site = ?1
        and t.user = row.value ->> 0
        and t.id = row.value ->> 1
    ),
    ''
  ),
  '1',
  'stale'
))
from json_each(?2) as row
