delete from segments
where site = ?1
  and id = ?2
