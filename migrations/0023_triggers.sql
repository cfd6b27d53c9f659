-- Triggers: what the worker looks at first, when a door closes, and calls of the API that were answered.

-- Events of long ago, which an import brings by the million, wait behind those of now.
alter table noticed_events add column late boolean not null default false;
create index noticed_events_order on noticed_events (workspace_id, late, event_id);
alter table noticed_events set (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000);

-- After this nobody comes in any more; null: until the campaign is stopped.
alter table occurrences add column closes_at timestamptz;
create index occurrences_standing on occurrences (workspace_id, campaign_id) where standing;

-- Of a run that a business event or a call of the API started: when that happened.
alter table occurrences add column happened_at timestamptz;
create index occurrences_started_by on occurrences (workspace_id, campaign_id, happened_at) where happened_at is not null;

-- Whoever is turned away again and again for one reason has one row, of the last time.
alter table entries add column times int not null default 1;
create index entries_again on entries (workspace_id, campaign_id, profile_id, happened_at desc);

-- Calls of the API that start a message, by the caller's key: the same again gets the same answer, and nothing is done twice.
create table trigger_calls (
  workspace_id text not null,
  campaign_id bigint not null,
  idempotency_key text not null,
  body_hash bytea not null,
  answer jsonb not null, -- people by their place in the call
  called_at timestamptz not null,
  primary key (workspace_id, campaign_id, idempotency_key)
);
create index trigger_calls_old on trigger_calls (called_at);
create index trigger_calls_recent on trigger_calls (workspace_id, campaign_id, called_at);
