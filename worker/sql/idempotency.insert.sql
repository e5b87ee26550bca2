insert into idempotency (id, fingerprint, status, body, at)
values (?1, ?2, 0, '', ?3)
on conflict (id) do update
set fingerprint = excluded.fingerprint, at = excluded.at
where status = 0
  and at < ?4
