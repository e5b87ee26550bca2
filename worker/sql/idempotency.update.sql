update idempotency
set status = ?2, body = ?3
where id = ?1
