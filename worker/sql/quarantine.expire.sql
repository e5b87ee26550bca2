-- ?1 received before
delete from quarantine
where (site, id) in (
  select q.site, q.id
  from sites as s
  cross join quarantine as q indexed by quarantine_by_site
  where q.site = s.site
    and q.received_at < ?1
)
