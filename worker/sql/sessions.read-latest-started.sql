-- Who began a session since when the newest sessions began that began before a second.
-- ?1 site, ?2 second, ?3 sessions, ?4 to
with
  latest (second) as materialized (
    select iif(count(*) < ?3, 0, min(newest.start / 1000))
    from (
      select s.start
      from sessions as s
      where s.id >= (?1 << 50)
        and s.id < ((?1 << 50) + (?2 << 18))
      order by s.id desc
      limit ?3
    ) as newest
  )
select s.visitor, s.start, s.end, s.flags
from latest
cross join sessions as s
where s.id >= ((?1 << 50) + (latest.second << 18))
  and s.id < ((?1 << 50) + (?2 << 18))
  and s.start < ?4
