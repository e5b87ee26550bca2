-- Which of some needles (stitch/names.ts) are in the names of the newest sessions; they may stand for others.
-- ?1 site, ?2 JSON [needle], ?3 sessions
select wanted.value as needle
from json_each(?2) as wanted
where exists (
  select 1
  from (
    select s.names
    from sessions as s
    where s.id >= (?1 << 50)
      and s.id <= (?1 << 50) + ((1 << 50) - 1)
    order by s.id desc
    limit ?3
  ) as newest
  where instr(newest.names, wanted.value) > 0
)
