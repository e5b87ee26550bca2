-- A big site's sessions stand in several databases, by 256 buckets of visitors (worker/shards/).

alter table sites add column spread integer not null default 0; -- 1 once its sessions may be in another database

-- In the home database alone: where the buckets of a site are.
create table spreads (
  site integer primary key,
  version integer not null,
  places text not null,                                     -- JSON [name of a database], by bucket
  move text not null default '',                            -- JSON of the move under way, see worker/stitch/spread.ts
  leftovers text not null default '[]'                      -- JSON: what has moved away and is to be deleted
) strict;

-- In each database: what it takes of a site. Writers hold it against what they know, in their transaction.
create table held (
  site integer primary key,
  version integer not null,                                 -- goes up with every change but of `symbols`
  buckets text not null,                                    -- 256 x 0 or 1: takes events for the bucket
  noting text not null,                                     -- 256 x 0 or 1: writers leave the visitor's name in `noted`
  taking text not null default '',                          -- the move whose copies it takes
  symbols integer not null default 0                        -- how many the site has here, about; at home `sites` says
) strict;

-- Visitors who were written about while their bucket is copied.
create table noted (
  site integer not null,
  visitor text not null,
  times integer not null,
  primary key (site, visitor)
) strict, without rowid;
