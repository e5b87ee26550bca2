-- One that is not what its trigger asks for.
-- ?1 site, ?2 id
delete from deliveries
where site = ?1
  and id = ?2
  and status = 'new'
