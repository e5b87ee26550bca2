-- What no row holds, by day (UTC) of receipt.
-- ?1 site, ?2 from day, ?3 to day
select l.day, l.outcome, l.count
from ledger as l
where l.site = ?1
  and l.day >= ?2
  and l.day < ?3
