-- What is known of a Page's health: its standing with the platform, blocks and reports, and what is done by itself about it.
alter table pages
  add column country text constraint pages_country_check check (country ~ '^[A-Z]{2}$'), -- ISO 3166-1: some rules hold in some regions only
  add column subscribed_at timestamptz,          -- an operator subscribed it: what Facebook drops is put back; null: leave it alone
  add column conversations_free_at timestamptz not null default '-infinity', -- the Conversations API may be called from here on
  add column blocks_from timestamptz not null default '-infinity', -- blocks before this have paused campaigns already
  add column counted_until timestamptz,          -- up to here our own calls and blocks stand in page_days
  add column insights_due_at timestamptz not null default '-infinity',
  add column insights_error text;                -- why Facebook gave no numbers the last time
update pages set subscribed_at = connected_at where echoes_subscribed and state <> 'disconnected';

-- What the platform last said about a Page, by where it says so: each source speaks for itself, the worst counts.
create table page_standings (
  workspace_id text not null,
  page_id text not null,
  source text not null check (source in ('integrity', 'enforcement')),
  state text not null check (state in ('ok', 'warning', 'restricted', 'suspended')),
  stops_sending boolean not null,                -- a Page barred from publishing only may still send
  until timestamptz,                             -- when it ends by itself; null: the platform does not say
  because text,                                  -- in words, as far as the platform gives any
  said_at timestamptz not null,
  primary key (workspace_id, page_id, source),
  foreign key (workspace_id, page_id) references pages on delete cascade
);

-- A day of a Page: what Talaria itself saw, and what the platform's insights say (null: not told).
create table page_days (
  workspace_id text not null,
  page_id text not null,
  day date not null,
  sent integer not null default 0,               -- calls the platform answered
  blocked integer not null default 0,            -- people of whom it said that they cannot be reached
  connections bigint,
  new_conversations bigint,
  blocked_conversations bigint,
  reported_conversations bigint,
  primary key (workspace_id, page_id, day),
  foreign key (workspace_id, page_id) references pages on delete cascade
);
create index identities_blocked on identities (workspace_id, page_id, blocked_at) where blocked_at is not null;
-- Calls are recorded in the order of their answers, so the summary of a few pages of rows finds a span of time in it and
-- writing costs nothing to speak of.
create index attempts_finished on attempts using brin (finished_at) with (pages_per_range = 16, autosummarize = on);

-- Pages a Facebook Login brought, until the operator has chosen among them. Minutes; sealed, because their tokens are in it.
create table page_logins (
  workspace_id text not null references workspaces,
  login_id text not null,
  operator text not null,                        -- whose choice it is
  offer bytea not null,
  expires_at timestamptz not null,
  primary key (workspace_id, login_id)
);

alter table backfills
  drop constraint backfills_state_check,
  add constraint backfills_state_check check (state in ('running', 'paused', 'cancelled', 'finished', 'failed')),
  add column calls integer not null default 0,   -- pages of conversations read
  add column running_since timestamptz not null default now(), -- started or resumed
  add column found_before integer not null default 0; -- found when it last started to run
