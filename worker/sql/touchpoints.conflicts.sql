-- Copies of an event that say something else than the one that is kept go to quarantine.
-- ?1 site, ?2 JSON [[user, id, at, name, body, hash of the new body, source]], ?3 received at
insert into quarantine (site, id, reason, detail, source, visitor, body, received_at)
select
  ?1, row.value ->> 5, 'conflicting_copy', row.value ->> 1, row.value ->> 6, '',
  max(t.body, row.value ->> 4), ?3
from json_each(?2) as row
cross join touchpoints as t
where t.site = ?1
  and t.user = row.value ->> 0
  and t.id = row.value ->> 1
  and t.body <> row.value ->> 4
on conflict do nothing
