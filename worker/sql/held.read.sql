select version, buckets, noting, taking, symbols
from held
where site = ?1
