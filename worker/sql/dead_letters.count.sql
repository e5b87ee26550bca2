-- How many there are, a thousand at most: it is asked by anybody.
select count(*) as count
from (
  select 1
  from dead_letters
  limit 1000
)
