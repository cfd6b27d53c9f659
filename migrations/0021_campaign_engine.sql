-- The campaign engine: every delivery type, versions, variants, controls, goals.

alter table campaigns drop constraint campaigns_state_check;
alter table campaigns add constraint campaigns_state_check check (
  state in ('draft', 'awaiting_approval', 'scheduled', 'sending', 'active', 'paused', 'stopped', 'finished'));
alter table campaigns
  add column tags text[] not null default '{}',
  add column live_version int, -- null: never published
  add column archived_at timestamptz;

-- A definition as it was published. The campaign's own definition may be a draft of the next one.
create table campaign_versions (
  workspace_id text not null,
  campaign_id bigint not null,
  version int not null,
  definition jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (workspace_id, campaign_id, version),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id)
);

insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
select workspace_id, campaign_id, 1, definition, published_at, 'an operator' from campaigns where published_at is not null;
update campaigns set live_version = 1 where published_at is not null;

alter table occurrences
  add column version int not null default 1,
  -- Open as long as its campaign waits for events: people come in one by one, and it does not finish by itself.
  add column standing boolean not null default false,
  -- What happened, for everybody of it: a business event, a call of the API for the whole segment.
  add column data jsonb,
  -- The place of the variant that won; who has none of their own gets it.
  add column winner smallint,
  add column winner_due_at timestamptz;

-- One person who came in by an event, a segment, a call of the API or a conversation, or who was turned away at the door.
create table entries (
  workspace_id text not null,
  entry_id bigint not null generated always as identity,
  campaign_id bigint not null,
  occurrence int not null,
  profile_id bigint not null,
  event_id bigint, -- null: a call of the API
  name text not null, -- of the event; api
  attributes jsonb not null default '{}', -- what texts find as EventAttribute
  happened_at timestamptz not null,
  entered_at timestamptz not null,
  outcome text not null, -- entered, or the reason they were turned away
  primary key (workspace_id, entry_id)
);
create index entries_person on entries (workspace_id, profile_id, entry_id desc);
create index entries_campaign on entries (workspace_id, campaign_id, entry_id desc);

-- entry_id 0: the person is in the audience of a run.
alter table deliveries
  add column entry_id bigint not null default 0,
  add column variant smallint, -- the place in the plan's experiment; null: none, or not chosen yet
  add column expires_at timestamptz;
alter table deliveries drop constraint deliveries_workspace_id_campaign_id_occurrence_profile_id_p_key;
alter table deliveries add constraint deliveries_person_once
  unique (workspace_id, campaign_id, occurrence, profile_id, page_id, entry_id);

-- Names of events that campaigns wait for, and the events of these names that no campaign has looked at yet. Written with the
-- events themselves, so that none is missed and none counts twice.
create table watched_events (
  workspace_id text not null,
  name text not null,
  campaign_id bigint not null,
  primary key (workspace_id, name, campaign_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id)
);
create table noticed_events (
  workspace_id text not null,
  event_id bigint not null,
  primary key (workspace_id, event_id)
);

-- What people did after a message, by the goals of its campaign.
create table conversions (
  workspace_id text not null,
  campaign_id bigint not null,
  goal smallint not null, -- its place among the goals of the version
  delivery_id bigint not null,
  event_id bigint not null,
  at timestamptz not null,
  value double precision,
  primary key (workspace_id, campaign_id, goal, delivery_id, event_id),
  foreign key (workspace_id, delivery_id) references deliveries (workspace_id, delivery_id) on delete cascade
);

-- What holds for all campaigns of a workspace; a workspace without a row has the defaults.
create table sending_rules (
  workspace_id text primary key references workspaces (workspace_id),
  rules jsonb not null,
  updated_at timestamptz not null
);

-- Texts that several messages share: {{ ContentBlock.footer }}.
create table content_blocks (
  workspace_id text not null references workspaces (workspace_id),
  block_id bigint not null generated always as identity,
  name text not null,
  body text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, block_id)
);
create unique index content_blocks_name on content_blocks (workspace_id, lower(name));

-- People who asked for a human, or whom an operator took over: no automatic answers until then.
create table conversation_pauses (
  workspace_id text not null,
  page_id text not null,
  psid text not null,
  because text not null,
  since timestamptz not null,
  until timestamptz not null,
  primary key (workspace_id, page_id, psid)
);
