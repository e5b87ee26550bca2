-- Sites that are not spread whose sessions of closed days stand here, whose files hold what is there no more, or whose
-- manifest is not up to date: each with the day (UTC) before which days are closed.
-- ?1 now, ?2 hot days of sites that set none, ?3 rows
select s.site as number, s.id, s.before_day as beforeDay
from (
  select
    t.site,
    t.id,
    -- A bound number is a real one: whole days are cut from it.
    cast(?1 / 86400000 - coalesce(t.settings ->> '$.hot_days', ?2) as integer) as before_day
  from sites as t
) as s
left join lakes as l on l.site = s.site
where not exists (
    select 1
    from spreads as d
    where d.site = s.site
  )
  and not exists (
    select 1
    from removals as r
    where r.site = s.site
  )
  and (
    coalesce(l.changes <> l.listed, 0)
    or exists (
      select 1
      from sessions as x
      where x.id >= (s.site << 50)
        and x.id < ((s.site << 50) + (s.before_day * 86400 << 18))
    )
    or exists (
      select 1
      from lake_gone as g
      where g.site = s.site
    )
  )
-- Each hour begins with another site, so that none waits for ever.
order by (s.site * 31 + ?1 / 3600000 * 1009) % 8191
limit ?3
