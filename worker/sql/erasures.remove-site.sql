-- ?1 site
delete from erasures
where site = ?1
