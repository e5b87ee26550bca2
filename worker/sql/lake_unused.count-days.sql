-- ?1 site, ?2 JSON [day as 2026-11-21]
select count(*) as files
from lake_unused
where site = ?1
  and substr(prefix, instr(prefix, '/day=') + 5, 10) in (
    select wanted.value
    from json_each(?2) as wanted
  )
