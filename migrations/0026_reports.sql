-- Which events may be a conversion is asked for each batch of events: definitions without goals are not opened for it.
create index campaign_versions_goals on campaign_versions (workspace_id, campaign_id, version)
 where definition -> 'goals' -> 0 is not null;

-- Events that may be a conversion of a message whose call has no answer yet: looked at again until it has.
create table conversion_waits (
  workspace_id text not null,
  event_id bigint not null,
  campaign_id bigint not null,
  look_at timestamptz not null,
  until timestamptz not null, -- then what is known by then counts
  primary key (workspace_id, event_id, campaign_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id)
);
create index conversion_waits_next on conversion_waits (look_at);

-- Of a response and of a conversion the run and the variant of its message, so that reports split them without the ledger.
alter table responses
  add column occurrence int not null default 1, -- of campaigns before this version the only one
  add column variant smallint,
  -- How the person's window stood before this answer opened it anew; null: not an answer that opens it, or not known.
  add column window_was text check (window_was in ('open', 'closing', 'closed'));
drop index responses_campaign;
create index responses_campaign on responses (workspace_id, campaign_id, kind, delivery_id) include (at, occurrence, variant);
create index responses_window on responses (workspace_id, campaign_id, window_was, delivery_id) include (occurrence)
 where window_was in ('closing', 'closed');

alter table conversions
  add column occurrence int not null,
  add column variant smallint,
  add column is_control boolean not null, -- of somebody who was left out for comparison
  -- Of somebody who was let in and whom no message had reached: only counts against the control group, which holds such people too.
  add column is_unsent boolean not null default false,
  add column after_seconds int not null; -- from the message, or from when it would have been

-- Results of large campaigns as they were last counted, shown at once while they are counted anew.
create table result_views (
  workspace_id text not null,
  campaign_id bigint not null,
  run int not null, -- 0: all of them
  counted_at timestamptz not null,
  results jsonb not null,
  primary key (workspace_id, campaign_id, run),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id) on delete cascade
);

create index conversions_delivery on conversions (workspace_id, delivery_id);
