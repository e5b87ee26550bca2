-- What had moved away of visitors who are erased: its files are in no less of a hurry.
-- ?1 site, ?2 JSON [visitor]
update lake_gone
set erased = 1
where site = ?1
  and erased = 2
  and visitor in (select wanted.value from json_each(?2) as wanted)
