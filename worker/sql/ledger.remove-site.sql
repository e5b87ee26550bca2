-- ?1 site, ?2 rows
delete from ledger
where site = ?1
  and (day, outcome) in (
    select x.day, x.outcome
    from ledger as x
    where x.site = ?1
    limit ?2
  )
