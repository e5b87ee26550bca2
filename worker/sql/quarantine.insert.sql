-- ?1 site, ?2 JSON [[id, reason, detail, source, visitor, body, envelope]], ?3 received at
insert into quarantine (site, id, reason, detail, source, visitor, body, envelope, received_at)
select
  ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3,
  row.value ->> 4, row.value ->> 5, row.value ->> 6, ?3
from json_each(?2) as row
where true
on conflict do nothing
