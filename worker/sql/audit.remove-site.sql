-- ?1 site, ?2 rows
delete from audit
where site = ?1
  and id in (
    select x.id
    from audit as x
    where x.site = ?1
    limit ?2
  )
