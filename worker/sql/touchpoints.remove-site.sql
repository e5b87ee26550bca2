-- ?1 site, ?2 rows
delete from touchpoints
where site = ?1
  and (user, id) in (
    select x.user, x.id
    from touchpoints as x
    where x.site = ?1
    limit ?2
  )
