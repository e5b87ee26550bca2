-- Sessions of a span of seconds that are over, to be written to a file.
-- ?1 site, ?2 from second, ?3 to second, ?4 ended before, ?5 rows
select
  s.visitor, s.start, s.end, s.version, s.flags, s.channel, s.device, s.country, s.events, s.views,
  s.names, s.times, s.pages, s.ids, s.props, s.facts, s.strings
from sessions as s
where s.id >= ((?1 << 50) + (?2 << 18))
  and s.id < ((?1 << 50) + (?3 << 18))
  and s.end < ?4
order by s.id
limit ?5
