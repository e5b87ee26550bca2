select
  site, id, name, time_zone, currency, origins, settings, symbols, spread, created_at,
  exists (select 1 from lakes as l where l.site = sites.site) as archived
from sites
where site = ?1
  and not exists (select 1 from removals as r where r.site = sites.site)
