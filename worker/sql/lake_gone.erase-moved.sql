-- Copies in files of visitors who are erased, which a late event or a move has replaced: their files are in no
-- less of a hurry.
-- ?1 site, ?2 JSON [visitor]
update lake_gone
set erased = 1
where site = ?1
  and erased <> 1
  and visitor in (select wanted.value from json_each(?2) as wanted)
