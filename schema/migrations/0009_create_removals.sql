-- Sites that are removed. The number stays taken for a month, and nothing that comes late is stored under it:
-- what a trigger leaves out was taken by an isolate that had not heard yet, or by the queue. A table that is
-- made later needs such a trigger too: test/worker/stores.test.ts.
create table removals (
  site integer primary key,
  id text not null,                                         -- public id, free again once all is gone
  at integer not null,                                      -- when it began
  done_at integer                                           -- when nothing was left here
) strict;
create index removals_by_id on removals (id, at);

create trigger removed_keys before insert on keys
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_sessions before insert on sessions
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_symbols before insert on symbols
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_edges before insert on edges
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_users before insert on users
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_touchpoints before insert on touchpoints
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_orders before insert on orders
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_quarantine before insert on quarantine
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_dead_letters before insert on dead_letters
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_tombstones before insert on tombstones
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_ledger before insert on ledger
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_cache before insert on cache
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_accounts before insert on accounts
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_erasures before insert on erasures
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_privacy before insert on privacy
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_segments before insert on segments
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_saved before insert on saved
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_annotations before insert on annotations
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_stages before insert on stages
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_triggers before insert on triggers
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_deliveries before insert on deliveries
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_members before insert on members
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_audit before insert on audit
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_archived before insert on archived
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_lake_gone before insert on lake_gone
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
-- A file that nothing names would stay in the bucket: its whole transaction fails.
create trigger removed_lake_parts before insert on lake_parts
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(abort, 'the site is removed');
end;
create trigger removed_lakes before insert on lakes
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_noted before insert on noted
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_held before insert on held
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
create trigger removed_spreads before insert on spreads
when exists (select 1 from removals as r where r.site = new.site)
begin
  select raise(ignore);
end;
