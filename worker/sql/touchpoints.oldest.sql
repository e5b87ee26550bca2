-- When the oldest touchpoint was, null where there is none.
-- ?1 site
select (
  select t.at
  from touchpoints as t indexed by touchpoints_by_time
  where t.site = ?1
  order by t.at
  limit 1
) as at
