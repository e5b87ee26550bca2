-- ?1 site
select
  s.id, s.time_zone, s.currency, s.settings, s.spread,
  exists (select 1 from lakes as l where l.site = s.site) as archived
from sites as s
where s.site = ?1
