-- Sites with something due, one seek each.
-- ?1 now, ?2 sites
with recursive found (site) as (
  select (select min(d.site) from deliveries as d indexed by deliveries_due where d.due_at is not null)
  union all
  select (
    select min(d.site)
    from deliveries as d indexed by deliveries_due
    where d.due_at is not null
      and d.site > found.site
  )
  from found
  where found.site is not null
)
select found.site
from found
where found.site is not null
  and exists (
    select 1
    from deliveries as d indexed by deliveries_due
    where d.site = found.site
      and d.due_at <= ?1
  )
limit ?2
