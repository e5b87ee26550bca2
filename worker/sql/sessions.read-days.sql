-- Days (UTC) before a day on which sessions began: one row is read for each.
-- ?1 site, ?2 before day
with recursive days (start) as (
  select (
    select s.start
    from sessions as s
    where s.id >= (?1 << 50)
      and s.id < ((?1 << 50) + (?2 * 86400 << 18))
    order by s.id
    limit 1
  )
  union all
  select (
    select s.start
    from sessions as s
    where s.id >= ((?1 << 50) + ((days.start / 86400000 + 1) * 86400 << 18))
      and s.id < ((?1 << 50) + (?2 * 86400 << 18))
    order by s.id
    limit 1
  )
  from days
  where days.start is not null
)
select days.start / 86400000 as day
from days
where days.start is not null
