-- ?1 site
delete from spreads
where site = ?1
