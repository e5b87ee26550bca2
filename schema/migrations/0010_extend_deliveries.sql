-- What triggers fired: what has to be judged and sent, and for thirty days what became of it. One row a firing,
-- written in the transaction that stores its event (docs/decisions/0014). The table was empty until now.
alter table deliveries add column trigger_id text not null default '';
-- Whose line the event is on: one of the two is ''.
alter table deliveries add column visitor text not null default '';
alter table deliveries add column user text not null default '';
-- id of the event, and when it happened
alter table deliveries add column event text not null default '';
alter table deliveries add column at integer not null default 0;
-- new (not judged yet) | pending | delivered | dead
alter table deliveries add column status text not null default 'new';
-- When somebody has to look at it next; null: nobody.
alter table deliveries add column due_at integer;
-- When it was found to be what the trigger asks for; null: not yet.
alter table deliveries add column accepted_at integer;

create index deliveries_due on deliveries (site, trigger_id, due_at) where due_at is not null;
create index deliveries_by_trigger on deliveries (site, trigger_id, accepted_at, id) where accepted_at is not null;
