select site, id, name, time_zone, currency, origins, settings, symbols, spread, created_at
from sites
where id > ?1
  and not exists (select 1 from removals as r where r.site = sites.site)
order by id
limit ?2
