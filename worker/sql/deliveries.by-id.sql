-- ?1 site, ?2 id, ?3 trigger
select d.id, d.body, d.visitor, d.user, d.event, d.at, d.status, d.due_at, d.accepted_at
from deliveries as d
where d.site = ?1
  and d.id = ?2
  and d.trigger_id = ?3
  and d.accepted_at is not null
