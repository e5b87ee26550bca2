-- Who is who, but for accounts, a chunk at a time.
-- ?1 site, ?2 kind, ?3 a, ?4 b to go on after, ?5 rows
select e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from edges as e
where e.site = ?1
  and (e.kind, e.a, e.b) > (?2, ?3, ?4)
order by e.kind, e.a, e.b
limit ?5
