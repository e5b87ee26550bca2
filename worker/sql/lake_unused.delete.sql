-- ?1 site, ?2 prefix
delete from lake_unused
where site = ?1
  and prefix = ?2
