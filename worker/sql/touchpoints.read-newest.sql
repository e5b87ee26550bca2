-- The newest touchpoints before a time, and all others of the last one's millisecond.
-- ?1 site, ?2 before, ?3 touchpoints
select t.user, t.at
from touchpoints as t indexed by touchpoints_by_time
where t.site = ?1
  and t.at >= ifnull((
    select latest.at
    from touchpoints as latest indexed by touchpoints_by_time
    where latest.site = ?1
      and latest.at < ?2
    order by latest.at desc
    limit 1 offset ?3 - 1
  ), 0)
  and t.at < ?2
