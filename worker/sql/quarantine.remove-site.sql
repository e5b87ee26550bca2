-- ?1 site, ?2 rows
delete from quarantine
where site = ?1
  and id in (
    select x.id
    from quarantine as x
    where x.site = ?1
    limit ?2
  )
