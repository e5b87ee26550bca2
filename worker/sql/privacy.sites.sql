-- Sites where somebody is being erased. Each hour begins with another, so that none waits for ever.
-- ?1 now, ?2 rows
select site
from privacy
where type = 'erase'
  and status <> 'done'
group by site
order by (site * 31 + ?1 / 3600000 * 1009) % 8191
limit ?2
