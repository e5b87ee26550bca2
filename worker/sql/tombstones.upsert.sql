-- ?1 site, ?2 JSON [[kind, hash, spans, clocks]], ?3 now, ?4 reason
insert into tombstones (site, kind, subject, at, reason, spans, clocks)
select ?1, row.value ->> 0, row.value ->> 1, ?3, ?4, row.value ->> 2, row.value ->> 3
from json_each(?2) as row
where true
on conflict (site, kind, subject) do update
set
  at = excluded.at,
  reason = excluded.reason,
  spans = excluded.spans,
  clocks = excluded.clocks
