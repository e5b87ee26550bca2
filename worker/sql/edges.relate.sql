-- What a person says of two ids: the latest word counts, so that it can be taken back again and again.
-- ?1 site, ?2 kind, ?3 a, ?4 b, ?5 at, ?6 reason
insert into edges (site, kind, a, b, at, source, reason, verified)
values (?1, ?2, ?3, ?4, ?5, 'api', ?6, 1)
on conflict (site, kind, a, b) do update
set
  reason = iif(excluded.at > at, excluded.reason, reason),
  at = max(at, excluded.at)
