-- ?1 site, ?2 JSON [[kind, a, b]]
delete from edges
where site = ?1
  and (kind, a, b) in (
    select row.value ->> 0, row.value ->> 1, row.value ->> 2
    from json_each(?2) as row
  )
