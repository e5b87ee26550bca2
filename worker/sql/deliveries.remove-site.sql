-- ?1 site, ?2 rows
delete from deliveries
where site = ?1
  and id in (
    select x.id
    from deliveries as x
    where x.site = ?1
    limit ?2
  )
