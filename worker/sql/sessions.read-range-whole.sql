-- As sessions.read-range-pages.sql, with all that the sessions hold.
-- ?1 site, ?2 from second, ?3 to second, ?4 id to go on after, ?5 rows
select
  cast(max(chunk.id) as text) as last,
  count(*) as sessions,
  group_concat(
    concat_ws(
      char(127), chunk.visitor, chunk.start, chunk.end - chunk.start,
      chunk.flags | (chunk.channel << 8) | (chunk.device << 16) | (chunk.views << 20) | (chunk.events << 32),
      chunk.country, chunk.names, chunk.times, chunk.pages, chunk.ids, chunk.props, chunk.facts,
      ''
    ),
    ''
  ) as packed,
  group_concat(concat(chunk.strings, char(127), ' '), '') as strings
from (
  select
    s.id, s.visitor, s.start, s.end, s.flags, s.channel, s.device, s.country, s.events, s.views,
    s.names, s.times, s.pages, s.ids, s.props, s.facts, s.strings
  from sessions as s
  where s.id >= max(cast(?4 as integer) + 1, (?1 << 50) + (?2 << 18))
    and s.id < ((?1 << 50) + (?3 << 18))
  order by s.id
  limit ?5
) as chunk
