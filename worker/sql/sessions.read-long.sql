-- Sessions over an hour that began before [2] and reach to [3] or beyond.
-- ?1 site, ?2 before, ?3 reach
select
  cast(s.id as text) as id, s.visitor, s.start, s.end, s.flags, s.channel, s.device, s.country,
  s.events, s.views,
  s.names, s.times, s.pages, s.ids, s.props, s.facts, s.strings
from sessions as s indexed by sessions_over_hour
where s.site = ?1
  and s.end >= ?3
  and s.end - s.start > 3600000
  and s.start < ?2
order by s.start
