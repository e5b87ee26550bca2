delete from annotations
where site = ?1
  and id = ?2
