-- It is what the trigger asks for, unless the same person had another within the time.
-- ?1 site, ?2 id, ?3 now, ?4 body, ?5 JSON [[what ids of a line begin with, from, to]]: when events on it are the
-- person's, and near enough; neither end is included
update deliveries
set status = 'pending',
  accepted_at = ?3,
  updated_at = ?3,
  body = ?4
where site = ?1
  and id = ?2
  and status = 'new'
  and not exists (
    select 1
    from json_each(?5) as line
    cross join deliveries as o
    where o.site = ?1
      and o.id >= line.value ->> 0
      and o.id < (line.value ->> 0) || '~'
      and o.id <> ?2
      and o.accepted_at is not null
      and o.at > line.value ->> 1
      and o.at < line.value ->> 2
  )
