-- ?1 site, ?2 rows
delete from noted
where site = ?1
  and visitor in (
    select x.visitor
    from noted as x
    where x.site = ?1
    limit ?2
  )
