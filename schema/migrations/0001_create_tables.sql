-- Every table of Sojourn. Forward only: a change is a new file.
-- Times are milliseconds since 1970 UTC. `site` is the site's number in this database.

create table sites (
  site integer primary key check (site between 1 and 8191), -- 13 bits of a session's rowid
  id text not null unique,                                  -- public: it stands in the tag
  name text not null,
  time_zone text not null,                                  -- IANA
  currency text not null,                                   -- ISO 4217
  origins text not null,                                    -- JSON array; ["*"] = any
  settings text not null default '{}',                      -- JSON, see worker/api/sites
  symbols integer not null default 0,                       -- how many symbols the site has, for its cap
  created_at integer not null
) strict;

create table keys (
  hash text not null primary key,                           -- SHA-256 of the key, hex
  site integer not null,
  id text not null,                                         -- public handle, to list and revoke
  kind text not null,
  label text not null,
  created_at integer not null,
  revoked_at integer
) strict, without rowid;
create index keys_by_site on keys (site, id);

-- One row a session, its events packed inside (worker/stitch/pack.ts alone knows how).
-- id = site << 50 | start second << 18 | tie: clustered by site and start, so a range is one read.
-- It is wider than 2^53 and never becomes a JavaScript number.
create table sessions (
  id integer primary key,
  site integer not null,
  visitor text not null,
  start integer not null,
  end integer not null,
  version integer not null,                                 -- hash of what the row holds
  events integer not null,
  views integer not null,
  flags integer not null,                                   -- 1 bot, 2 overflow, 4 cookieless, 8 demo
  channel integer not null,                                 -- code of worker/collect/channel.ts
  device integer not null,                                  -- code: 0 unknown, 1 desktop, 2 mobile, 3 tablet, 4 other
  country text not null,                                    -- ISO 3166-1 alpha-2, '' unknown
  names text not null,
  times text not null,
  pages text not null,
  ids text not null,
  props text not null,
  facts text not null,
  strings text not null
) strict;
create unique index sessions_by_visitor on sessions (site, visitor, start);
-- The rare sessions over six hours, so that a range finds those that reach into it.
create index sessions_long on sessions (site, end) where end - start > 21600000;

create table symbols (
  site integer not null,
  id text not null,                                         -- four characters, a hash of the text
  text text not null,
  primary key (site, id)
) strict, without rowid;

-- Who is who. Append-only; an undo is a row of kind 'unlink'.
create table edges (
  site integer not null,
  kind text not null,                                       -- identify | alias | link | unlink | group
  a text not null,                                          -- visitor of an identify, else 'user:' or 'visitor:' + id
  b text not null,                                          -- user of an identify, else likewise; account of a group
  at integer not null,                                      -- earliest assertion
  source text not null,                                     -- page | server | import | api
  reason text not null default '',
  verified integer not null default 0,
  primary key (site, kind, a, b)
) strict, without rowid;
create index edges_by_b on edges (site, b);

create table users (
  site integer not null,
  user text not null,
  traits text not null,                                     -- JSON { name: [value, at] }, latest wins by trait
  first_at integer not null,
  consent text not null default '',
  primary key (site, user)
) strict, without rowid;

-- Events that name a user but no visitor: online or offline contacts on the user's own line.
create table touchpoints (
  site integer not null,
  user text not null,
  id text not null,
  at integer not null,
  name text not null,
  body text not null,                                       -- canonical JSON of the rest of the event
  primary key (site, user, id)
) strict, without rowid;
create index touchpoints_by_time on touchpoints (site, at);

-- One row an order; every copy of it that was seen stands in `copies`, the rest is worked out from them.
create table orders (
  site integer not null,
  id text not null,
  at integer not null,                                      -- earliest copy; of a refund alone, the refund's
  visitor text not null,                                    -- of the earliest copy that names one, '' none
  user text not null,
  currency text not null,                                   -- '' where only refunds are known
  value integer not null,                                   -- minor units, net of shipping and tax
  refunded integer not null,
  flags integer not null,                                   -- 1 purchased, 2 verified, 4 copies disagree, 8 demo, 16 more copies than kept, 32 bot
  copies text not null,
  version integer not null,
  primary key (site, id)
) strict, without rowid;
create index orders_by_time on orders (site, at);

create table quarantine (
  site integer not null,
  id text not null,                                         -- hash of reason and body: a resend writes nothing
  reason text not null,
  detail text not null,
  source text not null,
  visitor text not null,
  body text not null,
  received_at integer not null,
  primary key (site, id)
) strict, without rowid;
create index quarantine_by_time on quarantine (received_at);

create table tombstones (
  site integer not null,
  kind text not null,
  subject text not null,
  at integer not null,
  reason text not null,
  primary key (site, kind, subject)
) strict, without rowid;

create table ledger (
  site integer not null,
  day integer not null,                                     -- days since 1970 UTC, by receipt
  outcome text not null,                                    -- duplicate | rejected:REASON | lost:REASON | overflow
  count integer not null,
  primary key (site, day, outcome)
) strict, without rowid;

create table cache (
  site integer not null,
  key text not null,
  fingerprint text not null,
  body text not null,
  at integer not null,
  primary key (site, key)
) strict, without rowid;

-- Settings a person makes. `body` is JSON, its shape is the schema of its API.
create table segments (site integer not null, id text not null, body text not null, updated_at integer not null, primary key (site, id)) strict, without rowid;
create table saved (site integer not null, id text not null, body text not null, updated_at integer not null, primary key (site, id)) strict, without rowid;
create table annotations (site integer not null, id text not null, body text not null, updated_at integer not null, primary key (site, id)) strict, without rowid;
create table stages (site integer not null, id text not null, body text not null, updated_at integer not null, primary key (site, id)) strict, without rowid;
create table triggers (site integer not null, id text not null, body text not null, updated_at integer not null, primary key (site, id)) strict, without rowid;
create table deliveries (site integer not null, id text not null, body text not null, updated_at integer not null, primary key (site, id)) strict, without rowid;
create table members (site integer not null, id text not null, body text not null, updated_at integer not null, primary key (site, id)) strict, without rowid;
create table audit (site integer not null, id text not null, body text not null, updated_at integer not null, primary key (site, id)) strict, without rowid;
