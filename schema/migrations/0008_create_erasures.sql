-- What people ask about themselves: to see what is kept of them, or to have it erased (worker/privacy/).

create table privacy (
  site integer not null,
  id text not null,
  type text not null,                                       -- access | erase
  subject text not null,                                    -- salted hash of whom it is about
  status text not null,                                     -- running | waiting | done
  created_at integer not null,
  finished_at integer,
  version integer not null,                                 -- goes up with every step
  body text not null,                                       -- JSON: the person's ids while it is under way, and how far it is
  receipt text not null,                                    -- JSON: what was found where; holds no ids
  primary key (site, id)
) strict, without rowid;

-- In each database: how often something was erased of a site. Writers hold it against what they know,
-- in their transaction, so that nobody stores what an erasure has just taken away.
create table erasures (
  site integer primary key,
  version integer not null,
  salt text not null,                                       -- of the hashes among tombstones
  doomed text not null default '[]'                         -- JSON [symbol]: about to be deleted, nobody may use them anew
) strict;

-- `subject` is a salted hash, never an id: events of the time given by `spans` are not stored again.
-- JSON [[from, to]], milliseconds, both included
alter table tombstones add column spans text not null default '[]';
-- likewise, by the sender's own clock
alter table tombstones add column clocks text not null default '[]';
