-- ?1 site, ?2 rows
delete from tombstones
where site = ?1
  and (kind, subject) in (
    select x.kind, x.subject
    from tombstones as x
    where x.site = ?1
    limit ?2
  )
