-- Sessions that are in D1 as they were written to a file: from now on the file has them.
-- The flag that says how D1 has its texts (session-row.ts) stays here.
-- ?1 site, ?2 JSON [[visitor, start, version]]
insert into archived (site, visitor, start, end, flags, events)
select s.site, s.visitor, s.start, s.end, s.flags & ~16, s.events
from json_each(?2) as row
cross join sessions as s indexed by sessions_by_visitor
where s.site = ?1
  and s.visitor = row.value ->> 0
  and s.start = row.value ->> 1
  and s.version = row.value ->> 2
