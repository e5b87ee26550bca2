-- Sessions in order of start, a chunk at a time, names and times alone: those without any of the names
-- looked for are passed over. All in one text, which worker/history/chunk-text.ts reads, as D1 hands
-- rows over value by value.
-- ?1 site, ?2 from second, ?3 to second, ?4 id to go on after, ?5 rows,
-- ?6 and ?7 times between which sessions come without times, but those of ?8 JSON [visitor]; or null,
-- ?9 glob of short names or null, ?10 JSON [needle] or null
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
      ), ''
    ),
    ''
  ) filter (
    where (?9 is null and ?10 is null)
      or chunk.names glob ?9
      or (?10 is not null and exists (select 1 from json_each(?10) as needle where instr(chunk.names, needle.value)))
  ) as packed
from (
  select
    s.id, s.visitor, s.start, s.end, s.flags, s.channel, s.device, s.country, s.events, s.views,
    s.names, s.times
  from sessions as s
  where s.id >= max(cast(?4 as integer) + 1, (?1 << 50) + (?2 << 18))
    and s.id < ((?1 << 50) + (?3 << 18))
  order by s.id
  limit ?5
) as chunk
