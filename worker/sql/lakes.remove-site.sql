-- ?1 site
delete from lakes
where site = ?1
