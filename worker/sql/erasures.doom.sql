-- Nobody may use these symbols anew.
-- ?1 site, ?2 JSON [symbol]
update erasures
set
  version = version + 1,
  doomed = ?2
where site = ?1
