-- Fails (malformed JSON) where the site is spread over several databases.
-- ?1 site
select json(iif(
  exists (
    select 1
    from spreads
    where site = ?1
  ),
  'stale',
  '1'
))
