-- What fired triggers that are switched off, and was not judged.
-- ?1 site, ?2 JSON [trigger], ?3 now, ?4 rows
delete from deliveries
where site = ?1
  and status = 'new'
  and id in (
    select d.id
    from json_each(?2) as off
    cross join deliveries as d indexed by deliveries_due
    where d.site = ?1
      and d.trigger_id = off.value
      and d.due_at <= ?3
    limit ?4
  )
