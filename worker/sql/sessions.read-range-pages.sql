-- As sessions.read-range.sql, with the pages and ids of events, and what these point at in a text of its own:
-- that alone may hold more than Latin-1, which takes twice the room and time. Where times are not asked for,
-- ids and what is no page's text are not either: pages come first where flag 16 says so (session-row.ts).
-- ?1 site, ?2 from second, ?3 to second, ?4 id to go on after, ?5 rows,
-- ?6 and ?7 times between which sessions come without times and ids, but those of ?8 JSON [visitor]; or null
select
  cast(max(chunk.id) as text) as last,
  count(*) as sessions,
  group_concat(
    concat_ws(
      char(127), chunk.visitor, chunk.start, chunk.end - chunk.start,
      chunk.flags | (chunk.channel << 8) | (chunk.device << 16) | (chunk.views << 20) | (chunk.events << 32),
      chunk.country, chunk.names, iif(
        ?6 is not null and chunk.start >= ?6 and chunk.end < ?7
          and chunk.visitor not in (select shared.value from json_each(?8) as shared),
        '', chunk.times
      ), chunk.pages, iif(?6 is null, chunk.ids, ''), ''
    ),
    ''
  ) as packed,
  group_concat(
    concat(
      iif(
        ?6 is not null and chunk.flags & 16,
        substr(chunk.strings, 1, 5 * chunk.views), chunk.strings
      ), char(127), ' '
    ),
    ''
  ) as strings
from (
  select
    s.id, s.visitor, s.start, s.end, s.flags, s.channel, s.device, s.country, s.events, s.views,
    s.names, s.times, s.pages, s.ids, s.strings
  from sessions as s
  where s.id >= max(cast(?4 as integer) + 1, (?1 << 50) + (?2 << 18))
    and s.id < ((?1 << 50) + (?3 << 18))
  order by s.id
  limit ?5
) as chunk
