-- ?1 site, ?2 id, ?3 reason, ?4 events, ?5 body, ?6 at
insert into dead_letters (site, id, reason, events, body, at)
values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict do nothing
