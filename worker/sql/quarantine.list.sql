-- Newest first.
-- ?1 site, ?2 received at and ?3 id of the last one seen, ?4 reason or null, ?5 rows
select q.id, q.reason, q.detail, q.source, q.visitor, q.body, q.envelope, q.received_at
from quarantine as q indexed by quarantine_by_site
where q.site = ?1
  and q.received_at <= ?2
  and (q.received_at, q.id) < (?2, ?3)
  and (?4 is null or q.reason = ?4)
order by q.received_at desc, q.id desc
limit ?5
