update sites
set spread = 1
where site = ?1
