-- All sessions of some visitors, each as two texts as in sessions.read-range-whole.sql.
-- ?1 site, ?2 JSON [visitor]
select
  concat_ws(
    char(127), s.visitor, s.start, s.end - s.start,
    s.flags | (s.channel << 8) | (s.device << 16) | (s.views << 20) | (s.events << 32),
    s.country, s.names, s.times, s.pages, s.ids, s.props, s.facts, ''
  ) as packed,
  concat(s.strings, char(127), ' ') as strings
from json_each(?2) as wanted
cross join sessions as s indexed by sessions_by_visitor
where s.site = ?1
  and s.visitor = wanted.value
