select site, id, name, time_zone, currency, origins, settings, created_at
from sites
where id = ?1
