-- ?1 site, ?2 version as read, ?3 buckets, ?4 noting, ?5 taking
update held
set version = version + 1,
  buckets = ?3,
  noting = ?4,
  taking = ?5
where site = ?1
  and version = ?2
