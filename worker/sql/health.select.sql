select site
from sites
limit 1
