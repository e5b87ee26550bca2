-- Of what stays to tell who had theirs, nothing but that.
-- ?1 site, ?2 trigger, ?3 accepted before, ?4 and not before
update deliveries
set body = '{}'
where site = ?1
  and body <> '{}'
  and id in (
    select d.id
    from deliveries as d indexed by deliveries_by_trigger
    where d.site = ?1
      and d.trigger_id = ?2
      and d.accepted_at >= ?4
      and d.accepted_at < ?3
  )
