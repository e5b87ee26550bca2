-- Users whose id or traits hold a text, its case aside.
-- ?1 site, ?2 text in lower case, ?3 rows
select u.user
from users as u
where u.site = ?1
  and (instr(lower(u.user), ?2) > 0 or instr(lower(u.traits), ?2) > 0)
order by u.user
limit ?3
