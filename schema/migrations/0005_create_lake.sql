-- Sessions of closed days that stand in the lake, R2 (worker/lake/). Empty where no bucket is bound.
-- This database is what decides where a session stands; the files in the bucket never change.

-- Counts what moves between this database and the lake, so that a reader notices.
create table lakes (
  site integer primary key,
  changes integer not null,
  listed integer not null default 0                         -- changes that the manifest in the bucket tells of
) strict;

-- A file: the sessions that began in [from_second, to_second), but those among lake_gone.
create table lake_parts (
  site integer not null,
  from_second integer not null,
  to_second integer not null,
  prefix text not null,                                     -- of its objects in the bucket
  generation integer not null,                              -- how often this span was written
  bytes integer not null,                                   -- of sessions.parquet
  sessions integer not null,
  events integer not null,
  published_at integer not null,
  primary key (site, from_second)
) strict, without rowid;

-- Sessions that a file holds and that are there no more: brought back by a late event, or erased.
create table lake_gone (
  site integer not null,
  start integer not null,
  visitor text not null,
  events integer not null,
  erased integer not null default 0,                        -- 1: its file is to be written anew soon
  primary key (site, start, visitor)
) strict, without rowid;

-- Every session that stands in the lake, by visitor: lookups need no file to know where to look.
create table archived (
  site integer not null,
  visitor text not null,
  start integer not null,
  end integer not null,
  flags integer not null,
  events integer not null,
  primary key (site, visitor, start)
) strict, without rowid;
create index archived_long on archived (site, end) where end - start > 21600000;

-- What nobody refers to in the bucket: noted before it is written, and again when the next took over.
create table lake_unused (
  site integer not null,
  prefix text not null,
  delete_at integer not null,
  primary key (site, prefix)
) strict, without rowid;
create index lake_unused_by_time on lake_unused (delete_at);
