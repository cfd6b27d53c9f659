-- The attribute catalogue: more types, conflicts, sensitive attributes, the attributes of events.
select;
