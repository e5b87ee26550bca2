-- ?1 site, ?2 id
select id, type, subject, status, created_at, finished_at, version, body, receipt
from privacy
where site = ?1
  and id = ?2
