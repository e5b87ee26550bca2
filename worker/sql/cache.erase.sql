-- ?1 site, ?2 JSON [text in lower case]
delete from cache
where site = ?1
  and exists (
    select 1
    from json_each(?2) as needle
    where instr(lower(key || ' ' || body), needle.value) > 0
  )
