-- Who has sessions in the lake, a chunk at a time.
-- ?1 site, ?2 visitor to go on after, ?3 rows
select distinct a.visitor
from archived as a
where a.site = ?1
  and a.visitor > ?2
order by a.visitor
limit ?3
