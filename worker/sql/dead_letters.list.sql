-- Newest first.
-- ?1 site, ?2 at and ?3 id of the last one seen, ?4 rows
select d.id, d.reason, d.events, d.at
from dead_letters as d indexed by dead_letters_by_time
where d.site = ?1
  and d.at <= ?2
  and (d.at, d.id) < (?2, ?3)
order by d.at desc, d.id desc
limit ?4
