-- Who was said to belong to an account.
-- ?1 site, ?2 account
select e.a, e.at
from edges as e indexed by edges_by_b
where e.site = ?1
  and e.b = ?2
  and e.kind = 'group'
order by e.a
