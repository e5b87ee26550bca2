-- ?1 site, ?2 JSON [user]
delete from users
where site = ?1
  and user in (select wanted.value from json_each(?2) as wanted)
