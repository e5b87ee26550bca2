-- ?1 site, ?2 rows
delete from accounts
where site = ?1
  and account in (
    select x.account
    from accounts as x
    where x.site = ?1
    limit ?2
  )
