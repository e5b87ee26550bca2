-- ?1 site
delete from held
where site = ?1
