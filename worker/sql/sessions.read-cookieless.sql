-- Which of some visitors have a cookieless session, here or in the lake.
-- ?1 site, ?2 JSON [visitor]
select wanted.value as visitor
from json_each(?2) as wanted
where exists (
    select 1
    from sessions as s indexed by sessions_by_visitor
    where s.site = ?1
      and s.visitor = wanted.value
      and s.flags & 4
  )
  or exists (
    select 1
    from archived as a
    where a.site = ?1
      and a.visitor = wanted.value
      and a.flags & 4
  )
