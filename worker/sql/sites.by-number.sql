select
  site, id, name, time_zone, currency, origins, settings, symbols, spread, created_at,
  exists (select 1 from lakes as l where l.site = sites.site) as archived,
  (
    select json_group_array(json_array(t.id, t.body))
    from triggers as t
    where t.site = sites.site
  ) as triggers
from sites
where site = ?1
  and not exists (select 1 from removals as r where r.site = sites.site)
