-- ?1 site, ?2 JSON [id]
select q.id, q.reason, q.detail, q.source, q.visitor, q.body, q.envelope, q.received_at
from json_each(?2) as wanted
cross join quarantine as q
where q.site = ?1
  and q.id = wanted.value
