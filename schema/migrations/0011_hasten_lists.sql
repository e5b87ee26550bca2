-- Reports find sessions of an hour or less by their start, and look an hour back for them; six before. Of a
-- day that is a fifth less to read. Longer ones are few, and have these. sessions_long and archived_long stay
-- until the next release: the Worker that is still running while this is applied reads by them.
create index sessions_over_hour on sessions (site, end) where end - start > 3600000;
create index archived_over_hour on archived (site, end) where end - start > 3600000;

-- What somebody bought is read together with what they did, before their sessions tell the orders' ids.
create index orders_by_visitor on orders (site, visitor) where visitor <> '';
