-- Some sessions as they are packed.
-- ?1 site, ?2 JSON [id as text]
select
  cast(s.id as text) as id, s.flags, s.channel, s.device, s.country, s.names, s.times, s.pages, s.ids, s.props,
  s.facts, s.strings
from json_each(?2) as wanted
cross join sessions as s
where s.id = cast(wanted.value as integer)
  and s.site = ?1
