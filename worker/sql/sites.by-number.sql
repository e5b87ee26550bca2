select site, id, name, time_zone, currency, origins, settings, symbols, spread, created_at
from sites
where site = ?1
