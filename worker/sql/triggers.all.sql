-- Every trigger of every site: as many as people made.
-- ?1 site and ?2 id of the last one seen, ?3 rows
select site, id, body
from triggers
where (site, id) > (?1, ?2)
order by site, id
limit ?3
