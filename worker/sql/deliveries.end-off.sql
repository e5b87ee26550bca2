-- What was to be sent by triggers that are switched off.
-- ?1 site, ?2 JSON [trigger], ?3 now, ?4 JSON of the attempt, ?5 rows
update deliveries
set status = 'dead',
  due_at = null,
  updated_at = ?3,
  body = json_set(body, '$.attempts', json_insert(coalesce(body -> '$.attempts', '[]'), '$[#]', json(?4)))
where site = ?1
  and status = 'pending'
  and id in (
    select d.id
    from json_each(?2) as off
    cross join deliveries as d indexed by deliveries_due
    where d.site = ?1
      and d.trigger_id = off.value
      and d.due_at <= ?3
    limit ?5
  )
