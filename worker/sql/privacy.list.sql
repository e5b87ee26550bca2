-- Newest first.
-- ?1 site, ?2 created at and ?3 id of the last one seen, ?4 rows
select id, type, subject, status, created_at, finished_at, version, body, receipt
from privacy
where site = ?1
  and (created_at, id) < (?2, ?3)
order by created_at desc, id desc
limit ?4
