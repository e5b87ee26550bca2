-- Fails (malformed JSON) unless the database takes the copies of this move.
-- ?1 site, ?2 id of the move
select json(iif(coalesce((select h.taking from held as h where h.site = ?1), '') = ?2, '1', 'stale'))
