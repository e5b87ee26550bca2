delete from triggers
where site = ?1
  and id = ?2
