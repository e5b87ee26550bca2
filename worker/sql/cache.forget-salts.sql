-- ?1 key of today's
delete from cache
where site = 0
  and key >= 'salt:'
  and key < ?1
