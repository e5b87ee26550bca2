-- Sessions that events between [1] and [2] can touch, for each of many spans of visitors.
-- ?1 site, ?2 JSON [[visitor, from, to]], ?3 gap in milliseconds
select
  cast(s.id as text) as id, s.visitor, s.start, s.end, s.version, s.flags,
  s.names, s.times, s.pages, s.ids, s.props, s.facts, s.strings
from json_each(?2) as span
cross join sessions as s indexed by sessions_by_visitor
where s.site = ?1
  and s.visitor = span.value ->> 0
  and s.start >= coalesce(
    (
      select p.start
      from sessions as p indexed by sessions_by_visitor
      where p.site = ?1
        and p.visitor = span.value ->> 0
        and p.start <= span.value ->> 1
      order by p.start desc
      limit 1
    ),
    span.value ->> 1
  )
  and s.start <= (span.value ->> 2) + ?3
  and s.end >= (span.value ->> 1) - ?3
