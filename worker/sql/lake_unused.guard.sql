-- Fails (malformed JSON) unless the prefix is still known as one that may be used.
-- ?1 site, ?2 prefix
select json(iif(
  exists (
    select 1
    from lake_unused
    where site = ?1
      and prefix = ?2
  ),
  '1',
  'stale'
))
