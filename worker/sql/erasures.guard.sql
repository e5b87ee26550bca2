-- Fails (malformed JSON) where something was erased since it was looked at.
-- ?1 site, ?2 version as read, 0 where there was none
select json(iif(coalesce((select e.version from erasures as e where e.site = ?1), 0) = ?2, '1', 'stale'))
