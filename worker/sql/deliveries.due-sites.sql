-- Sites with something due, whose oldest waits longest first: one seek a trigger.
-- ?1 now, ?2 sites
select
  t.site,
  min(
    (
      select d.due_at
      from deliveries as d indexed by deliveries_due
      where d.site = t.site
        and d.trigger_id = t.id
        and d.due_at is not null
      order by d.due_at
      limit 1
    )
  ) as due
from triggers as t
group by t.site
having due <= ?1
order by due
limit ?2
