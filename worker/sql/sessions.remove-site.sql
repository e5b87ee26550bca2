-- ?1 site, ?2 rows
delete from sessions
where id in (
  select x.id
  from sessions as x
  where x.id >= (?1 << 50)
    and x.id <= (?1 << 50) + ((1 << 50) - 1)
  limit ?2
)
