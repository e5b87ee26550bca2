-- What is to be deleted by now.
-- ?1 at, ?2 rows
select u.site, u.prefix
from lake_unused as u
where u.delete_at <= ?1
order by u.delete_at
limit ?2
