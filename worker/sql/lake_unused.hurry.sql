-- Files of some days that nobody refers to any more, or does not yet.
-- ?1 site, ?2 JSON [day as 2026-11-21], ?3 when to delete them at the latest
update lake_unused
set delete_at = ?3
where site = ?1
  and delete_at > ?3
  and substr(prefix, instr(prefix, '/day=') + 5, 10) in (
    select wanted.value
    from json_each(?2) as wanted
  )
