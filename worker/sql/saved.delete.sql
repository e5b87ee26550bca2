delete from saved
where site = ?1
  and id = ?2
