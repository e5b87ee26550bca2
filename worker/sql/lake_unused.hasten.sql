-- ?1 site, ?2 when they are deleted at the latest
update lake_unused
set delete_at = ?2
where site = ?1
  and delete_at > ?2
