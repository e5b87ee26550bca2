-- Edges at either end of which one of the ids stands.
-- ?1 site, ?2 JSON [id]
select e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from json_each(?2) as wanted
cross join edges as e
where e.site = ?1
  and e.kind in ('identify', 'alias', 'link', 'unlink')
  and e.a = wanted.value
union
select e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from json_each(?2) as wanted
cross join edges as e indexed by edges_by_b
where e.site = ?1
  and e.b = wanted.value
  and e.kind in ('identify', 'alias', 'link', 'unlink')
