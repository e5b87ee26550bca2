-- Fails (malformed JSON) unless the database takes of the site what it did when it was asked.
-- ?1 site, ?2 version as read, 0 where there was none
select json(iif(coalesce((select h.version from held as h where h.site = ?1), 0) = ?2, '1', 'stale'))
