-- All of a trigger: their ids begin with it.
-- ?1 site, ?2 what they begin with, ?3 rows
delete from deliveries
where site = ?1
  and id in (
    select d.id
    from deliveries as d
    where d.site = ?1
      and d.id >= ?2
      and d.id < ?2 || '~'
    limit ?3
  )
