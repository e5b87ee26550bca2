-- What is due of some triggers, for whoever asks first: nobody else looks at it before ?3.
-- ?1 site, ?2 now, ?3 until when it is theirs, ?4 rows, ?5 JSON [trigger]
update deliveries
set due_at = ?3
where site = ?1
  and id in (
    select d.id
    from json_each(?5) as wanted
    cross join deliveries as d indexed by deliveries_due
    where d.site = ?1
      and d.trigger_id = wanted.value
      and d.due_at <= ?2
    order by d.due_at
    limit ?4
  )
returning id, body, trigger_id, visitor, user, event, at, status, updated_at, accepted_at
