-- A dead one is tried once more.
-- ?1 site, ?2 id, ?3 trigger, ?4 now
update deliveries
set status = 'pending',
  due_at = ?4,
  updated_at = ?4,
  body = json_set(body, '$.by_hand', json('true'))
where site = ?1
  and id = ?2
  and trigger_id = ?3
  and status = 'dead'
