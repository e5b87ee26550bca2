-- Places that are taken within some seconds: the rowid's tie of each session that starts there.
-- ?1 site, ?2 JSON [second]
select second.value as second, s.id & 262143 as tie
from json_each(?2) as second
cross join sessions as s
where s.id >= (?1 << 50) | (second.value << 18)
  and s.id < (?1 << 50) | ((second.value + 1) << 18)
