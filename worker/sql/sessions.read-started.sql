-- Who began a session in a span of seconds.
-- ?1 site, ?2 from second, ?3 to second
select s.visitor, s.start, s.end, s.flags
from sessions as s
where s.id >= ((?1 << 50) + (?2 << 18))
  and s.id < ((?1 << 50) + (?3 << 18))
