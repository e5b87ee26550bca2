-- Who is who, but for accounts, a chunk at a time, in one text as worker/history/edge-text.ts reads it.
-- `~` escapes itself and what ends a field, where that is asked for: it takes as long as all the rest.
-- ?1 site, ?2 kind, ?3 a, ?4 b to go on after, ?5 rows, ?6 whether to escape
select
  count(*) as count,
  group_concat(
    concat_ws(
      char(127), chunk.kind, chunk.at, chunk.source, chunk.verified,
      iif(?6, replace(replace(chunk.a, '~', '~~'), char(127), '~?'), chunk.a),
      iif(?6, replace(replace(chunk.b, '~', '~~'), char(127), '~?'), chunk.b),
      iif(?6, replace(replace(chunk.reason, '~', '~~'), char(127), '~?'), chunk.reason),
      ''
    ),
    ''
  ) as packed
from (
  select e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
  from edges as e
  where e.site = ?1
    and (e.kind, e.a, e.b) > (?2, ?3, ?4)
    and e.kind <> 'group'
  order by e.kind, e.a, e.b
  limit ?5
) as chunk
