select site, id, kind
from keys
where hash = ?1
  and revoked_at is null
