-- Every edge that begins or ends at an id.
-- ?1 site, ?2 JSON [[kind, a]], ?3 JSON [[kind, b]]
select e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from json_each(?2) as wanted
cross join edges as e
where e.site = ?1
  and e.kind = wanted.value ->> 0
  and e.a = wanted.value ->> 1
union
select e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from json_each(?3) as wanted
cross join edges as e indexed by edges_by_b
where e.site = ?1
  and e.kind = wanted.value ->> 0
  and e.b = wanted.value ->> 1
