select site, id, name, time_zone, currency, origins, settings, symbols, spread, created_at
from sites
where id > ?1
order by id
limit ?2
