-- Answers of writes that came with an Idempotency-Key, kept for a day, see worker/api/idempotency.ts.
create table idempotency (
  id text not null primary key,                             -- SHA-256 of caller and key, hex
  fingerprint text not null,                                -- SHA-256 of the request, hex
  status integer not null,                                  -- of the answer; 0 while it is under way
  body text not null,                                       -- sealed
  at integer not null
) strict, without rowid;
create index idempotency_by_time on idempotency (at);
