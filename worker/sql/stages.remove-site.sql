-- ?1 site
delete from stages
where site = ?1
