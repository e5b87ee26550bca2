-- ?1 site, ?2 id, ?3 until when it was claimed, ?4 when to look again
update deliveries
set due_at = ?4
where site = ?1
  and id = ?2
  and due_at = ?3
