-- Periodic campaigns: a run, and the one after it.

-- Of a periodic campaign: the run after it is written when it starts, or when it turns out to be missed.
alter table occurrences add column repeats boolean not null default false;
