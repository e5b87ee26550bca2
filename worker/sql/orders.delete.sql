-- ?1 site, ?2 JSON [order id]
delete from orders
where site = ?1
  and id in (select value from json_each(?2))
