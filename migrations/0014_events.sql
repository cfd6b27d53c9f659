-- Events at ten million: the number of an event in a column of its own, and running totals of each person and event.
select;
