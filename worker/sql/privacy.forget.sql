-- What people asked to see is there for a time.
-- ?1 created before
delete from privacy
where type = 'access'
  and created_at < ?1
