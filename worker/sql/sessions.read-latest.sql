-- The newest sessions that began before a second: how far back a page of a list must look.
-- ?1 site, ?2 before second, ?3 rows
select s.start / 1000 as second
from sessions as s
where s.id >= (?1 << 50)
  and s.id < ((?1 << 50) + (?2 << 18))
order by s.id desc
limit ?3
