-- ?1 site, ?2 version as read, ?3 places, ?4 move, ?5 leftovers
update spreads
set version = version + 1,
  places = ?3,
  move = ?4,
  leftovers = ?5
where site = ?1
  and version = ?2
