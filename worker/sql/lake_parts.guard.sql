-- Fails (malformed JSON) unless the parts that reach into [?2, ?3) are as they were read.
-- ?1 site, ?2 from second, ?3 to second, ?4 "from:to:prefix,..."
select json(iif(
  ?4 = coalesce(
    (
      select group_concat(p.from_second || ':' || p.to_second || ':' || p.prefix order by p.from_second)
      from lake_parts as p
      where p.site = ?1
        and p.from_second >= coalesce(
          (
            select max(b.from_second)
            from lake_parts as b
            where b.site = ?1
              and b.from_second <= ?2
          ),
          ?2
        )
        and p.from_second < ?3
        and p.to_second > ?2
    ),
    ''
  ),
  '1',
  'stale'
))
