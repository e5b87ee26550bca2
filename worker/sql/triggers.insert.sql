-- ?1 site, ?2 id, ?3 JSON, ?4 time, ?5 most that a site may have
insert into triggers (site, id, body, updated_at)
select ?1, ?2, ?3, ?4
where (select count(*) from triggers as t where t.site = ?1) < ?5
