-- ?1 site
delete from keys
where site = ?1
