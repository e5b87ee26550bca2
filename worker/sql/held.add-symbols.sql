-- ?1 site, ?2 how many texts were offered as new, about
update held
set symbols = symbols + ?2
where site = ?1
