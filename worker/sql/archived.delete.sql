-- ?1 site, ?2 JSON [[visitor, start]]
delete from archived
where (site, visitor, start) in (
  select ?1, row.value ->> 0, row.value ->> 1
  from json_each(?2) as row
)
