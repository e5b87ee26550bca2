-- Whom other requests were about.
-- ?1 site, ?2 JSON [hash], ?3 the request that stays
update privacy
set
  body = '{}',
  status = 'done',
  version = version + 1
where site = ?1
  and type = 'access'
  and subject in (select wanted.value from json_each(?2) as wanted)
  and id <> ?3
  and body <> '{}'
