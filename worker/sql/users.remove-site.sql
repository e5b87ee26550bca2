-- ?1 site, ?2 rows
delete from users
where site = ?1
  and user in (
    select x.user
    from users as x
    where x.site = ?1
    limit ?2
  )
