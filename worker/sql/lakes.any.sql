-- Whether any site has sessions in the lake.
select 1 as found
from lakes
limit 1
