-- ?1 site, ?2 trigger, ?3 accepted before, ?4 rows
delete from deliveries
where site = ?1
  and id in (
    select d.id
    from deliveries as d indexed by deliveries_by_trigger
    where d.site = ?1
      and d.trigger_id = ?2
      and d.accepted_at < ?3
    limit ?4
  )
