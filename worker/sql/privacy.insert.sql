-- ?1 site, ?2 id, ?3 type, ?4 subject, ?5 now, ?6 body
insert into privacy (site, id, type, subject, status, created_at, version, body, receipt)
values (?1, ?2, ?3, ?4, 'running', ?5, 1, ?6, '{}')
