-- Everybody's traits, a chunk at a time.
-- ?1 site, ?2 user to go on after, ?3 rows
select u.user, u.traits
from users as u
where u.site = ?1
  and u.user > ?2
order by u.user
limit ?3
