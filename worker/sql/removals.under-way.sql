-- Sites that are being removed, the one that waits longest first. ?1 rows
select
  r.site as number, r.id,
  exists (select 1 from lakes as l where l.site = r.site) as archived
from removals as r
where r.done_at is null
order by r.at
limit ?1
