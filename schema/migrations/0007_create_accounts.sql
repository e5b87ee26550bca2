-- What `group` says of accounts.

create table accounts (
  site integer not null,
  account text not null,                                    -- as `group` names it
  traits text not null,                                     -- JSON { name: [value, at] }, latest wins by trait
  first_at integer not null,
  primary key (site, account)
) strict, without rowid;
