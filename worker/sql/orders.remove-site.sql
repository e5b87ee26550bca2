-- ?1 site, ?2 rows
delete from orders
where site = ?1
  and id in (
    select x.id
    from orders as x
    where x.site = ?1
    limit ?2
  )
