-- ?1 JSON [id as text]
delete from sessions
where id in (select cast(value as integer) from json_each(?1))
