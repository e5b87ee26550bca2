-- ?1 site, ?2 settings as they were read, ?3 what they are now
update sites
set settings = ?3
where site = ?1
  and settings = ?2
