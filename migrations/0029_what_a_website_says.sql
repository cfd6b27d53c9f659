-- What a key for websites brings is known as such: of events, and of the attributes it may set. (docs/decisions/0020)

-- 'website': with a key that every visitor can read. Looked at by the next migration, so that nobody waits for ten million rows here.
alter table events
  drop constraint events_source_check,
  add constraint events_source_check check (source in ('messenger', 'api', 'website', 'talaria')) not valid;

alter table attributes
  add column from_websites boolean not null default false, -- a key for websites may set it: it was the first to, or an operator says so
  add column left_out bigint not null default 0,           -- values such a key sent without being allowed to
  add column left_out_at timestamptz;
