-- ?1 site
select id
from symbols
where site = ?1
