-- A site that is being removed.
-- ?1 id
select
  s.site, s.id, s.name, s.time_zone, s.currency, s.origins, s.settings, s.symbols, s.spread, s.created_at,
  exists (select 1 from lakes as l where l.site = s.site) as archived
from sites as s
where s.id = ?1
  and exists (
    select 1
    from removals as r
    where r.site = s.site
  )
