-- Sites with something due: one seek a trigger.
-- ?1 now, ?2 sites
select distinct t.site
from triggers as t
where exists (
  select 1
  from deliveries as d indexed by deliveries_due
  where d.site = t.site
    and d.trigger_id = t.id
    and d.due_at <= ?1
)
limit ?2
