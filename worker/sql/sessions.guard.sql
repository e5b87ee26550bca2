-- Fails (malformed JSON) unless each span's neighbourhood is still as it was read.
-- ?1 site, ?2 JSON [[visitor, from, to, "start:version,..."]], ?3 gap in milliseconds
select json(iif(
  span.value ->> 3 = coalesce(
    (
      select group_concat(s.start || ':' || s.version order by s.start)
      from sessions as s indexed by sessions_by_visitor
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
    ),
    ''
  ),
  '1',
  'stale'
))
from json_each(?2) as span
