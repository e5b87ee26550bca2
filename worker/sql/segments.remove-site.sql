-- ?1 site
delete from segments
where site = ?1
