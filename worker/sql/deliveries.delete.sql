-- ?1 site, ?2 JSON [id]
delete from deliveries
where site = ?1
  and id in (select value from json_each(?2))
