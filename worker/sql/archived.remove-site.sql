-- ?1 site, ?2 rows
delete from archived
where site = ?1
  and (visitor, start) in (
    select x.visitor, x.start
    from archived as x
    where x.site = ?1
    limit ?2
  )
