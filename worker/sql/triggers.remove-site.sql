-- ?1 site
delete from triggers
where site = ?1
