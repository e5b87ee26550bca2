-- ?1 site, ?2 rows
delete from symbols
where site = ?1
  and id in (
    select x.id
    from symbols as x
    where x.site = ?1
    limit ?2
  )
