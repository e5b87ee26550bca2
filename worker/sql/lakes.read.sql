-- ?1 site
select l.changes, l.listed
from lakes as l
where l.site = ?1
