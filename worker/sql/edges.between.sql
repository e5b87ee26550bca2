-- ?1 site, ?2 JSON [[kind, a, b]]
select e.kind, e.a, e.b, e.at
from json_each(?2) as pair
cross join edges as e
where e.site = ?1
  and e.kind = pair.value ->> 0
  and e.a = pair.value ->> 1
  and e.b = pair.value ->> 2
