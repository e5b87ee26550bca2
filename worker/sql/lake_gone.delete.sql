-- Those that the next generation left out.
-- ?1 site, ?2 JSON [[visitor, start]]
delete from lake_gone
where (site, start, visitor) in (
  select ?1, row.value ->> 1, row.value ->> 0
  from json_each(?2) as row
)
