-- Those who were not written about again.
-- ?1 site, ?2 JSON [[visitor, times as read]]
delete from noted
where site = ?1
  and (visitor, times) in (select value ->> 0, value ->> 1 from json_each(?2))
