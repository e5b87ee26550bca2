delete from idempotency
where id = ?1
