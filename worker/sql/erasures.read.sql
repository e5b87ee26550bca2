-- ?1 site
select e.version, e.salt, e.doomed
from erasures as e
where e.site = ?1
