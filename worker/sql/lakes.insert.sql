-- The home knows that some of the site is in the lake, whichever database it is of.
-- ?1 site
insert into lakes (site, changes)
values (?1, 0)
on conflict do nothing
