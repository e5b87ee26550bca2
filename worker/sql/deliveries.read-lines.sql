-- ?1 site, ?2 id to go on after, ?3 rows
select id, visitor, user, at, body
from deliveries
where site = ?1
  and id > ?2
order by id
limit ?3
