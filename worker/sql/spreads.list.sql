-- Sites with something left to do, ?1 site to go on after, ?2 rows
select site
from spreads
where site > ?1
  and (move <> '' or leftovers <> '[]')
order by site
limit ?2
