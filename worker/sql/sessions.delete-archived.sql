-- Those that are as they were written to a file.
-- ?1 site, ?2 JSON [[visitor, start, version]]
delete from sessions
where id in (
  select s.id
  from json_each(?2) as row
  cross join sessions as s indexed by sessions_by_visitor
  where s.site = ?1
    and s.visitor = row.value ->> 0
    and s.start = row.value ->> 1
    and s.version = row.value ->> 2
)
