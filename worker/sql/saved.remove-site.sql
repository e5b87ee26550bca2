-- ?1 site
delete from saved
where site = ?1
