update keys
set revoked_at = ?3
where site = ?1
  and id = ?2
  and revoked_at is null
