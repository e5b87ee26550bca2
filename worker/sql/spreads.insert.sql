-- ?1 site, ?2 JSON of places
insert into spreads (site, version, places)
values (?1, 1, ?2)
on conflict do nothing
