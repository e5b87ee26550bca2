-- ?1 site
delete from members
where site = ?1
