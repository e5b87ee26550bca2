-- A number is not used again while something of a removed site may be on its way, nor is its id.
-- ?1 id, ?2 name, ?3 time zone, ?4 currency, ?5 origins, ?6 settings, ?7 now, ?8 removals since then
insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
select
  1 + max(
    coalesce((select max(s.site) from sites as s), 0),
    coalesce((select max(r.site) from removals as r), 0)
  ),
  ?1, ?2, ?3, ?4, ?5, ?6, ?7
where not exists (
    select 1
    from removals as r
    where r.id = ?1
      and (r.done_at is null or r.at > ?8)
  )
on conflict (id) do nothing
