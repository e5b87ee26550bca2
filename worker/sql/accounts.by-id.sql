-- ?1 site, ?2 JSON [account]
select t.account as id, t.traits, t.first_at
from json_each(?2) as wanted
cross join accounts as t
where t.site = ?1
  and t.account = wanted.value
