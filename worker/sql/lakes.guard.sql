-- Fails (malformed JSON) where anything moved since the count of changes was read.
-- ?1 site, ?2 changes as read
select json(iif(
  ?2 = coalesce((select l.changes from lakes as l where l.site = ?1), 0),
  '1',
  'stale'
))
