-- ?1 site
delete from sites
where site = ?1
