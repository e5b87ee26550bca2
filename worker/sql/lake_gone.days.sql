-- Days (UTC) of which a file holds what is there no more.
-- ?1 site
with recursive days (start) as (
  select (
    select g.start
    from lake_gone as g
    where g.site = ?1
    order by g.start
    limit 1
  )
  union all
  select (
    select g.start
    from lake_gone as g
    where g.site = ?1
      and g.start >= (days.start / 86400000 + 1) * 86400000
    order by g.start
    limit 1
  )
  from days
  where days.start is not null
)
select days.start / 86400000 as day
from days
where days.start is not null
