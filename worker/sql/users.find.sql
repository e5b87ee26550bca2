-- A chunk of the table: which rows hold any of some texts, their case aside, how many there are, and the last one.
-- ?1 site, ?2 user to go on after, ?3 rows, ?4 JSON [text in lower case]
select
  max(o.user) as last,
  count(*) as looked,
  json_group_array(o.user) filter (
    where exists (
      select 1
      from json_each(?4) as needle
      where instr(o.searched, needle.value) > 0
    )
  ) as ids
from (
  select x.user, lower(x.user || ' ' || x.traits) as searched
  from users as x
  where x.site = ?1
    and x.user > ?2
  order by x.user
  limit ?3
) as o
