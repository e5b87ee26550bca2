-- Who belongs to which account, a chunk at a time.
-- ?1 site, ?2 a, ?3 b to go on after, ?4 rows
select e.a, e.b, e.at
from edges as e
where e.site = ?1
  and e.kind = 'group'
  and (e.a, e.b) > (?2, ?3)
order by e.a, e.b
limit ?4
