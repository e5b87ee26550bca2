-- Fails (malformed JSON) where days of the site are in the lake.
-- ?1 site
select json(iif(exists (select 1 from lake_parts as p where p.site = ?1), 'stale', '1'))
