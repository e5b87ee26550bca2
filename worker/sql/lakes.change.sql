-- ?1 site
insert into lakes (site, changes)
values (?1, 1)
on conflict (site) do update
set changes = changes + 1
