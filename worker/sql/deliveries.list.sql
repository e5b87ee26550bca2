-- Newest first.
-- ?1 site, ?2 trigger, ?3 time and ?4 id of the last one seen, ?5 rows, ?6 status or null
select d.id, d.body, d.visitor, d.user, d.event, d.at, d.status, d.due_at, d.accepted_at
from deliveries as d indexed by deliveries_by_trigger
where d.site = ?1
  and d.trigger_id = ?2
  and d.accepted_at <= ?3
  and (d.accepted_at, d.id) < (?3, ?4)
  and (?6 is null or d.status = ?6)
order by d.accepted_at desc, d.id desc
limit ?5
