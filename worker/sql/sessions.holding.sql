-- Sessions of visitors that hold one of some event ids, or an event of one of some page loads.
-- ?1 site, ?2 JSON [[visitor, needle]]
select s.visitor, s.start, s.names, s.times, s.pages, s.ids, s.props, s.facts, s.strings
from json_each(?2) as wanted
cross join sessions as s indexed by sessions_by_visitor
where s.site = ?1
  and s.visitor = wanted.value ->> 0
  and (instr(s.strings, wanted.value ->> 1) or instr(s.ids, wanted.value ->> 1))
