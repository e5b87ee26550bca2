-- Whether a site of this id is being removed, or was since then. ?1 id, ?2 since
select 1 as found
from removals as r
where r.id = ?1
  and (r.done_at is null or r.at > ?2)
limit 1
