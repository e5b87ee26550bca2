-- ?1 site, ?2 rows
delete from cache
where site = ?1
  and key in (
    select x.key
    from cache as x
    where x.site = ?1
    limit ?2
  )
