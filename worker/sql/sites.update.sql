update sites
set name = coalesce(?2, name),
  time_zone = coalesce(?3, time_zone),
  currency = coalesce(?4, currency),
  origins = coalesce(?5, origins),
  settings = json_patch(settings, coalesce(?6, '{}'))
where site = ?1
