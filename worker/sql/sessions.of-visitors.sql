-- All sessions of some visitors, as they are merged.
-- ?1 site, ?2 JSON [visitor]
select
  cast(s.id as text) as id, s.visitor, s.start, s.end, s.version, s.flags,
  s.names, s.times, s.pages, s.ids, s.props, s.facts, s.strings
from json_each(?2) as wanted
cross join sessions as s indexed by sessions_by_visitor
where s.site = ?1
  and s.visitor = wanted.value
