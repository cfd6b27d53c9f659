-- Older events were of fewer sources, so all of them pass; whoever reads and writes events meanwhile does not wait.
alter table events validate constraint events_source_check;
