-- Events at ten million: the number of an event in a column of its own, and running totals of each person and event.

-- What most questions about an event ask for (revenue, value, price, …), where an index-only scan finds it: "price > 100 in 30
-- days" among 10 million events takes 100 ms, and 270 ms out of the JSON (2 cores, 2026-11-22).
alter table events add column value double precision;

alter table event_names
  add column value_attribute text,         -- events.value holds this attribute of every event of the name; null: none, or being filled
  add column filling_attribute text,       -- an operator chose it: new events have it already, older ones are being filled in
  add column filling_below bigint,         -- events with a smaller id are not filled in yet; a worker goes down from here
  add column retain_days integer check (retain_days between 1 and 36500),  -- older events are deleted; null: kept
  add check ((filling_attribute is null) = (filling_below is null)),
  add check (filling_attribute is null or value_attribute is null);

-- All events there are of a person and name, kept in the statement that stores events.
create table event_totals (
  workspace_id text not null,
  name text not null,
  profile_id bigint not null,
  times bigint not null,
  valued bigint not null,                  -- those with a value
  first_at timestamptz not null,
  last_at timestamptz not null,
  value_sum numeric not null,              -- sum(value::numeric): the same in whatever order events come and go
  value_min double precision,
  value_max double precision,
  primary key (workspace_id, name, profile_id)
) with (
  fillfactor = 80,                         -- a total changes in its page: no index entry, nothing for vacuum to collect there
  autovacuum_vacuum_insert_scale_factor = 0.01,
  autovacuum_vacuum_insert_threshold = 50000
);

-- What the events of a name carry, for whoever builds filters and messages.
create table event_attributes (
  workspace_id text not null references workspaces,
  event text not null,
  name text not null,
  type text not null
    check (type in ('string', 'number', 'boolean', 'datetime', 'array', 'object', 'geo', 'mixed')),
  primary key (workspace_id, event, name)
);

-- The first event with a number decides; of its numbers the one with the likeliest name. As src/profiles/event-catalogue.ts.
update event_names n set value_attribute = chosen.attribute
  from (
    select distinct on (e.workspace_id, e.name) e.workspace_id, e.name, a.key as attribute
      from events e cross join lateral jsonb_each(e.attributes) a
     where jsonb_typeof(a.value) = 'number'
     order by e.workspace_id, e.name, e.event_id,
              array_position(array['revenue', 'value', 'price', 'amount', 'total'], a.key), a.key collate "C"
  ) chosen
 where n.workspace_id = chosen.workspace_id and n.name = chosen.name;

update events e set value = (e.attributes -> n.value_attribute)::double precision
  from event_names n
 where n.workspace_id = e.workspace_id and n.name = e.name
   and jsonb_typeof(e.attributes -> n.value_attribute) = 'number';

insert into event_attributes (workspace_id, event, name, type)
select workspace_id, event, name, type
  from (
    select workspace_id, event, name, case when count(*) = 1 then min(type) else 'mixed' end as type,
           row_number() over (partition by workspace_id, event order by name collate "C") as place
      from (
        select distinct e.workspace_id, e.name as event, a.key as name,
               case when jsonb_typeof(a.value) = 'string' and a.value #>> '{}' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$'
                    then 'datetime' else jsonb_typeof(a.value) end as type
          from events e cross join lateral jsonb_each(e.attributes) a
         where jsonb_typeof(a.value) <> 'null' and e.workspace_id in (select workspace_id from workspaces)
      ) seen
     group by workspace_id, event, name
  ) ranked
 where place <= 200;

insert into event_totals
  (workspace_id, name, profile_id, times, valued, first_at, last_at, value_sum, value_min, value_max)
select workspace_id, name, profile_id, count(*), count(value), min(occurred_at), max(occurred_at),
       coalesce(sum(value::numeric), 0), min(value), max(value)
  from events group by workspace_id, name, profile_id;

drop index events_name;
create index events_recent on events (workspace_id, name, occurred_at) include (profile_id, value);

-- An index-only scan reads the table for every page that vacuum has not seen since its last insert: with the default of 20 %
-- that would be two million events of ten.
alter table events set (
  autovacuum_vacuum_insert_scale_factor = 0.01,
  autovacuum_vacuum_insert_threshold = 50000
);
