-- ?1 key, ?2 salt, ?3 now
insert into cache (site, key, fingerprint, body, at)
values (0, ?1, '', ?2, ?3)
on conflict do nothing
