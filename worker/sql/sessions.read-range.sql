-- Sessions in order of start, a chunk at a time: names and times alone, with a tab between. Sessions
-- without any of the needles come without them, so that the reader knows where it stands.
-- ?1 site, ?2 from second, ?3 to second, ?4 id to go on after, ?5 rows, ?6 JSON [needle] or null
select
  cast(s.id as text) as id, s.visitor, s.start, s.end, s.flags, s.channel, s.device, s.country,
  s.events, s.views,
  iif(
    ?6 is null or exists (select 1 from json_each(?6) as needle where instr(s.names, needle.value)),
    s.names || char(9) || s.times,
    ''
  ) as packed
from sessions as s
where s.id >= max(cast(?4 as integer) + 1, (?1 << 50) + (?2 << 18))
  and s.id < ((?1 << 50) + (?3 << 18))
order by s.id
limit ?5
