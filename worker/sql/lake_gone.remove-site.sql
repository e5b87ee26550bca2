-- ?1 site, ?2 rows
delete from lake_gone
where site = ?1
  and (start, visitor) in (
    select x.start, x.visitor
    from lake_gone as x
    where x.site = ?1
    limit ?2
  )
