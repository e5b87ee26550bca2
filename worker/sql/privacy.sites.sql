-- Sites where something is under way. ?1 rows
select distinct site
from privacy
where status <> 'done'
order by site
limit ?1
