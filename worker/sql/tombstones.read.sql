-- ?1 site, ?2 JSON [[kind, hash]]
select t.kind, t.subject, t.spans, t.clocks
from json_each(?2) as wanted
cross join tombstones as t
where t.site = ?1
  and t.kind = wanted.value ->> 0
  and t.subject = wanted.value ->> 1
