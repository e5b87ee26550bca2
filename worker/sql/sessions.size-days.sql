-- Sessions and the bytes of what is packed in them by day (UTC) on which they began.
-- ?1 site, ?2 from second, ?3 to second
select
  s.start / 86400000 as day,
  count(*) as sessions,
  sum(
    octet_length(s.names) + octet_length(s.times) + octet_length(s.pages) + octet_length(s.ids)
      + octet_length(s.props) + octet_length(s.facts) + octet_length(s.strings)
  ) as bytes
from sessions as s
where s.id >= ((?1 << 50) + (?2 << 18))
  and s.id < ((?1 << 50) + (?3 << 18))
group by s.start / 86400000
