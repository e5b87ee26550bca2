insert into sites (id, name, time_zone, currency, origins, settings, created_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (id) do nothing
