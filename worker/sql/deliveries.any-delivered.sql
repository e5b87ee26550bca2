-- Whether anything of a trigger was delivered since. What was accepted earlier than ?4 is not tried any more.
-- ?1 site, ?2 trigger, ?3 since, ?4
select 1 as one
from deliveries as d indexed by deliveries_by_trigger
where d.site = ?1
  and d.trigger_id = ?2
  and d.accepted_at >= ?4
  and d.status = 'delivered'
  and d.updated_at >= ?3
limit 1
