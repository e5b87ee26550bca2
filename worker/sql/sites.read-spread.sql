-- Sites that are spread over several databases, each with the day (UTC) before which days are closed.
-- ?1 now, ?2 hot days of sites that set none, ?3 rows
select
  s.site as number, s.id,
  -- A bound number is a real one: whole days are cut from it.
  cast(?1 / 86400000 - coalesce(s.settings ->> '$.hot_days', ?2) as integer) as beforeDay
from spreads as d
cross join sites as s
where s.site = d.site
  and not exists (select 1 from removals as r where r.site = s.site)
-- Each hour begins with another site, so that none waits for ever.
order by (s.site * 31 + ?1 / 3600000 * 1009) % 8191
limit ?3
