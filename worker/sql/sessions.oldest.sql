-- When the oldest session began that stands here, null where there is none.
-- ?1 site
select (
  select s.start
  from sessions as s
  where s.id >= (?1 << 50)
    and s.id <= (?1 << 50) + ((1 << 50) - 1)
  order by s.id
  limit 1
) as start
