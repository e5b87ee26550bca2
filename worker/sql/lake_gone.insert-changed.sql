-- Sessions that were written to a file and have changed since: what D1 has of them counts.
-- ?1 site, ?2 JSON [[visitor, start, version, events]]
insert into lake_gone (site, start, visitor, events)
select ?1, row.value ->> 1, row.value ->> 0, row.value ->> 3
from json_each(?2) as row
where not exists (
  select 1
  from sessions as s indexed by sessions_by_visitor
  where s.site = ?1
    and s.visitor = row.value ->> 0
    and s.start = row.value ->> 1
    and s.version = row.value ->> 2
)
on conflict do nothing
