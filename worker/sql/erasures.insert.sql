-- ?1 site, ?2 salt
insert into erasures (site, version, salt)
values (?1, 0, ?2)
on conflict do nothing
