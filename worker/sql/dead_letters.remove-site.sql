-- ?1 site, ?2 rows
delete from dead_letters
where site = ?1
  and id in (
    select x.id
    from dead_letters as x
    where x.site = ?1
    limit ?2
  )
