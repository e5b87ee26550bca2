-- Fails (malformed JSON) unless each user's traits are still as they were read.
-- ?1 site, ?2 JSON [[user, traits as read or '']]
select json(iif(
  row.value ->> 1 = coalesce((select u.traits from users as u where u.site = ?1 and u.user = row.value ->> 0), ''),
  '1',
  'stale'
))
from json_each(?2) as row
