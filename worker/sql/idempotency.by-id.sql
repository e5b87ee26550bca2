select fingerprint, status, body, at
from idempotency
where id = ?1
