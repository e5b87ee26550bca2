-- What the queue could not deliver, kept until somebody replays it (worker/collect/dead-letters.ts).
create table dead_letters (
  site integer not null,                                    -- 0 where the message could not be read
  id text not null,                                         -- hash of the body: a second delivery writes nothing
  reason text not null,
  events integer not null,
  body text not null,                                       -- JSON of an intake (worker/stitch/intake.ts)
  at integer not null,
  primary key (site, id)
) strict, without rowid;
create index dead_letters_by_time on dead_letters (site, at, id);
