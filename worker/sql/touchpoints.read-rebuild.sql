-- Touchpoints, a chunk at a time.
-- ?1 site, ?2 user and ?3 id to go on after, ?4 rows
select t.user, t.id, t.at, t.name, t.body
from touchpoints as t
where t.site = ?1
  and (t.user, t.id) > (?2, ?3)
order by t.user, t.id
limit ?4
