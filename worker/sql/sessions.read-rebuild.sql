-- Sessions with all they hold and all that follows from it, a chunk at a time.
-- ?1 site, ?2 id to go on after, ?3 rows
select
  cast(s.id as text) as id, s.visitor, s.start, s.end, s.version,
  s.events, s.views, s.flags, s.channel, s.device, s.country,
  s.names, s.times, s.pages, s.ids, s.props, s.facts, s.strings
from sessions as s
where s.id >= max(cast(?2 as integer) + 1, ?1 << 50)
  and s.id < ((?1 + 1) << 50)
order by s.id
limit ?3
