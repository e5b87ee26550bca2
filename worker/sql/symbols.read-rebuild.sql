-- ?1 site, ?2 id to go on after, ?3 rows
select s.id, s.text
from symbols as s
where s.site = ?1
  and s.id > ?2
order by s.id
limit ?3
