-- ?1 site, ?2 JSON [visitor]
delete from noted
where site = ?1
  and visitor in (select wanted.value from json_each(?2) as wanted)
