-- Whether anything of a trigger was delivered that was accepted since.
-- ?1 site, ?2 trigger, ?3 since
select 1 as one
from deliveries as d indexed by deliveries_by_trigger
where d.site = ?1
  and d.trigger_id = ?2
  and d.accepted_at >= ?3
  and d.status = 'delivered'
limit 1
