-- ?1 site, ?2 rows
delete from privacy
where site = ?1
  and id in (
    select x.id
    from privacy as x
    where x.site = ?1
    limit ?2
  )
