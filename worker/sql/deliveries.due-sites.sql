-- Sites with something due, whose oldest waits longest first: one seek a trigger. Those with a full trigger too, to
-- see whether it still is; none that waits for nothing but a consumer that is left alone.
-- ?1 now, ?2 sites
select
  t.site,
  min(
    (
      select d.due_at
      from deliveries as d indexed by deliveries_due
      where d.site = t.site
        and d.trigger_id = t.id
        and d.due_at is not null
      order by d.due_at
      limit 1
    )
  ) as due
from triggers as t
where case when json_valid(t.body) then coalesce(t.body ->> '$.paused.until', 0) <= ?1 end
group by t.site
having due <= ?1
  or max(instr(t.body, '"full":true')) > 0
order by due
limit ?2
