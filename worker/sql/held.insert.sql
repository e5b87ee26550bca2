-- ?1 site, ?2 buckets, ?3 noting
insert into held (site, version, buckets, noting)
values (?1, 1, ?2, ?3)
on conflict do nothing
