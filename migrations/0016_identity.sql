-- Identity: ids of anonymous visitors, merges that can be undone, erasures.
select;
