-- Counts what quarantine.expire deletes, under the day it came.
-- ?1 received before
insert into ledger (site, day, outcome, count)
select q.site, q.received_at / 86400000, 'expired:' || q.reason, count(*)
from sites as s
cross join quarantine as q indexed by quarantine_by_site
where q.site = s.site
  and q.received_at < ?1
group by q.site, q.received_at / 86400000, q.reason
on conflict (site, day, outcome) do update
set count = count + excluded.count
