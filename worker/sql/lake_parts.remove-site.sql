-- ?1 site, ?2 rows
delete from lake_parts
where site = ?1
  and from_second in (
    select x.from_second
    from lake_parts as x
    where x.site = ?1
    limit ?2
  )
