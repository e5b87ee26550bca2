-- ?1 site, ?2 id, ?3 now
insert into removals (site, id, at)
values (?1, ?2, ?3)
on conflict do nothing
