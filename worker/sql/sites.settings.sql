-- ?1 site
select s.id, s.time_zone, s.currency, s.settings, s.spread
from sites as s
where s.site = ?1
