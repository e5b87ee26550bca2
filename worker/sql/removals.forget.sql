-- ?1 done before
delete from removals
where done_at < ?1
