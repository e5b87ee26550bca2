insert into keys (hash, site, id, kind, label, created_at)
values (?1, ?2, ?3, ?4, ?5, ?6)
