-- Edges of the ids, of those they name or are named by, and of theirs in turn, each with the id it was
-- found by: a visitor, its user, and the user's other visitors. An identify names bare ids, all other
-- kinds prefixed ones; of those, kinds that the site does not have are not looked for.
-- ?1 site, ?2 JSON [bare id], ?3 most ids
with recursive
  near (id, hop) as (
    select wanted.value, 1 from json_each(?2) as wanted
    union
    select e.b, near.hop + 1
    from near
    cross join edges as e on e.site = ?1 and e.kind = 'identify' and e.a = near.id
    where near.hop < 3
    union
    select e.a, near.hop + 1
    from near
    cross join edges as e indexed by edges_by_b on e.site = ?1 and e.b = near.id and e.kind = 'identify'
    where near.hop < 3
    limit ?3
  ),
  around (id) as materialized (select distinct near.id from near),
  used (kind) as materialized (
    select kinds.value
    from json_each('["alias","link","unlink"]') as kinds
    where exists (select 1 from edges as e where e.site = ?1 and e.kind = kinds.value)
  ),
  forms (id, form) as materialized (
    select around.id, prefixes.value || around.id
    from around
    cross join json_each('["user:","visitor:","any:"]') as prefixes
    where exists (select 1 from used)
  )
select around.id as found, e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from around
cross join edges as e on e.site = ?1 and e.kind = 'identify' and e.a = around.id
union all
select around.id, e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from around
cross join edges as e indexed by edges_by_b on e.site = ?1 and e.b = around.id and e.kind = 'identify'
union all
select forms.id, e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from forms
cross join used
cross join edges as e on e.site = ?1 and e.kind = used.kind and e.a = forms.form
union all
select forms.id, e.kind, e.a, e.b, e.at, e.source, e.reason, e.verified
from forms
cross join edges as e indexed by edges_by_b on e.site = ?1 and e.b = forms.form
where e.kind in ('alias', 'link', 'unlink')
