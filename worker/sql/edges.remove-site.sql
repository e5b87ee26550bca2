-- ?1 site, ?2 rows
delete from edges
where site = ?1
  and (kind, a, b) in (
    select x.kind, x.a, x.b
    from edges as x
    where x.site = ?1
    limit ?2
  )
