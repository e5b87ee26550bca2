-- Sessions that are elsewhere too, unless they have changed since.
-- ?1 JSON [[id as text, version]]
delete from sessions
where (id, version) in (select cast(value ->> 0 as integer), value ->> 1 from json_each(?1))
