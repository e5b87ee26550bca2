-- ?1 made before
delete from cache
where site = 0
  and key >= 'flush:'
  and key < 'flush;'
  and at < ?1
