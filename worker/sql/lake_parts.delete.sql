-- ?1 site, ?2 from second
delete from lake_parts
where site = ?1
  and from_second = ?2
