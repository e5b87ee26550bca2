-- One that is there already stays as it is: what is sent again fires once. A trigger that was deleted fires nothing.
-- ?1 site, ?2 JSON [[id, trigger, visitor, user, event, at]], ?3 now
insert into deliveries (site, id, body, updated_at, trigger_id, visitor, user, event, at, status, due_at)
select
  ?1, f.value ->> 0, '{}', ?3, f.value ->> 1, f.value ->> 2, f.value ->> 3, f.value ->> 4, f.value ->> 5,
  'new', ?3
from json_each(?2) as f
where exists (select 1 from triggers as t where t.site = ?1 and t.id = f.value ->> 1)
on conflict do nothing
