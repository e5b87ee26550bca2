-- ?1 site, ?2 prefix, ?3 when to delete it
insert into lake_unused (site, prefix, delete_at)
values (?1, ?2, ?3)
on conflict (site, prefix) do update
set delete_at = excluded.delete_at
