-- ?1 site, ?2 JSON [user]
select u.user as id, u.traits, u.first_at
from json_each(?2) as wanted
cross join users as u
where u.site = ?1
  and u.user = wanted.value
