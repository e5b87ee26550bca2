-- ?1 site, ?2 rows
select visitor, times
from noted
where site = ?1
order by visitor
limit ?2
