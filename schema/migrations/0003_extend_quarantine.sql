-- What stood around a quarantined event, so that it can be judged again (worker/collect/replay.ts).
alter table quarantine add column envelope text not null default '';
-- The site's own, newest first; expiry looks site by site.
drop index quarantine_by_time;
create index quarantine_by_site on quarantine (site, received_at, id, reason);
