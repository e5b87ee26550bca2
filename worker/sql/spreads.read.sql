select version, places, move, leftovers
from spreads
where site = ?1
