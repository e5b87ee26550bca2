-- As sessions.read-ended.sql, of the time from when the newest sessions began that began before a second:
-- one statement where that time is not known yet.
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
where s.id >= ((?1 << 50) + (max(0, latest.second - 3600) << 18))
  and s.id < ((?1 << 50) + (?2 << 18))
  and s.end >= latest.second * 1000
  and s.end < ?4
union all
select s.visitor, s.start, s.end, s.flags
from latest
cross join sessions as s indexed by sessions_over_hour
where s.site = ?1
  and s.end >= latest.second * 1000
  and s.end < ?4
  and s.end - s.start > 3600000
  and s.start < max(0, latest.second - 3600) * 1000
