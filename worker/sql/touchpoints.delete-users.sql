-- ?1 site, ?2 JSON [user]
delete from touchpoints
where site = ?1
  and user in (select wanted.value from json_each(?2) as wanted)
