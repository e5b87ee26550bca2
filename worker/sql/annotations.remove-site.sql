-- ?1 site
delete from annotations
where site = ?1
