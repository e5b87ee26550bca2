-- The manifest tells of this many changes.
-- ?1 site, ?2 changes
update lakes
set listed = max(listed, ?2)
where site = ?1
