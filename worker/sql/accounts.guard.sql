-- Fails (malformed JSON) unless each account's traits are still as they were read.
-- ?1 site, ?2 JSON [[account, traits as read or '']]
select json(iif(
  row.value ->> 1 = coalesce((select t.traits from accounts as t where t.site = ?1 and t.account = row.value ->> 0), ''),
  '1',
  'stale'
))
from json_each(?2) as row
