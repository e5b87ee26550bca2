-- Fails where it is there already, and with it the transaction it stands in.
-- ?1 key, ?2 now
insert into cache (site, key, fingerprint, body, at)
values (0, ?1, '', '', ?2)
