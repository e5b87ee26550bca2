-- Counts what touchpoints.delete-users deletes, under the day it was on.
-- ?1 site, ?2 JSON [user]
insert into ledger (site, day, outcome, count)
select ?1, cast(t.at / 86400000 as integer), 'erased', count(*)
from json_each(?2) as wanted
cross join touchpoints as t
where t.site = ?1
  and t.user = wanted.value
group by t.at / 86400000
on conflict (site, day, outcome) do update
set count = count + excluded.count
