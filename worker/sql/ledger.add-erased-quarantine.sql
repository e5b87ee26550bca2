-- Counts what is erased, under the day it came; copies that lost are counted as such already.
-- ?1 site, ?2 JSON [id]
insert into ledger (site, day, outcome, count)
select ?1, cast(q.received_at / 86400000 as integer), 'erased', count(*)
from json_each(?2) as wanted
cross join quarantine as q
where q.site = ?1
  and q.id = wanted.value
  and q.reason <> 'conflicting_copy'
group by q.received_at / 86400000
on conflict (site, day, outcome) do update
set count = count + excluded.count
