-- What is not done, the oldest first; of one subject and type where they are given.
-- ?1 site, ?2 type or null, ?3 subject or null
select id, type, subject, status, created_at, finished_at, version, body, receipt
from privacy
where site = ?1
  and status <> 'done'
  and (?2 is null or type = ?2)
  and (?3 is null or subject = ?3)
order by created_at, id
