-- Whoever is about to write looks again.
-- ?1 site
update erasures
set version = version + 1
where site = ?1
