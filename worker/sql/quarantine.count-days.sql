-- Quarantined events by day (UTC) of receipt and reason.
-- ?1 site, ?2 from, ?3 to
select q.received_at / 86400000 as day, q.reason, count(*) as count
from quarantine as q indexed by quarantine_by_site
where q.site = ?1
  and q.received_at >= ?2
  and q.received_at < ?3
group by q.received_at / 86400000, q.reason
