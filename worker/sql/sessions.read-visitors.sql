-- All sessions of some visitors.
-- ?1 site, ?2 JSON [visitor]
select
  cast(s.id as text) as id, s.visitor, s.start, s.end, s.flags, s.channel, s.device, s.country,
  s.events, s.views,
  s.names, s.times, s.pages, s.ids, s.props, s.facts, s.strings
from json_each(?2) as wanted
cross join sessions as s indexed by sessions_by_visitor
where s.site = ?1
  and s.visitor = wanted.value
order by s.start
