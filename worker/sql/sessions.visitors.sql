-- Who has sessions here, a chunk at a time.
-- ?1 site, ?2 visitor to go on after, ?3 rows
select distinct s.visitor
from sessions as s indexed by sessions_by_visitor
where s.site = ?1
  and s.visitor > ?2
order by s.visitor
limit ?3
