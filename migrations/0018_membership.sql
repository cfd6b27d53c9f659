-- Segments over time: who is in, since when, and how many there were.
select;
