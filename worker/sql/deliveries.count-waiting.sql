-- How much waits for each trigger, counted no further than ?3.
-- ?1 site, ?2 JSON [trigger], ?3 most
select
  wanted.value as id,
  (
    select count(*)
    from (
      select 1
      from deliveries as d indexed by deliveries_due
      where d.site = ?1
        and d.trigger_id = wanted.value
        and d.due_at is not null
      limit ?3
    )
  ) as waiting
from json_each(?2) as wanted
