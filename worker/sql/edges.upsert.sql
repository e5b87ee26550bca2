-- An edge keeps its earliest assertion; who vouched once vouches for good.
-- ?1 site, ?2 JSON [[kind, a, b, at, source, reason, verified]]
insert into edges (site, kind, a, b, at, source, reason, verified)
select
  ?1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3,
  row.value ->> 4, row.value ->> 5, row.value ->> 6
from json_each(?2) as row
where true
on conflict (site, kind, a, b) do update
set
  at = min(at, excluded.at),
  source = iif((excluded.at, excluded.source, excluded.reason) < (at, source, reason), excluded.source, source),
  reason = iif((excluded.at, excluded.source, excluded.reason) < (at, source, reason), excluded.reason, reason),
  verified = max(verified, excluded.verified)
where (excluded.at, excluded.source, excluded.reason) < (at, source, reason)
  or excluded.verified > verified
