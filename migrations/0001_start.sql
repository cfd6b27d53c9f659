-- The first picture of the data. workspace_id is the first column of every key, so that the tables can be
-- distributed by it. Small tables that route to a workspace (workspaces, pages, installation) are the exception.

create table installation (
  singleton boolean primary key default true check (singleton),
  installation_id text not null,           -- part of every metadata we send, so that two installations never claim each other's echoes
  key_check bytea,                         -- a known text under ENCRYPTION_KEY: a wrong key is noticed at start, not at the first send
  created_at timestamptz not null default now()
);

create table workspaces (
  workspace_id text primary key check (workspace_id ~ '^[A-Za-z0-9_-]{1,64}$'),
  name text not null,
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now()
);

create table api_keys (
  workspace_id text not null references workspaces,
  key_id bigint generated always as identity,
  name text not null,
  secret_hash bytea not null unique,       -- SHA-256 of 32 random bytes; the secret itself is shown once
  hint text not null,                      -- its last four characters
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, key_id)
);

create table audit (
  workspace_id text not null references workspaces,
  audit_id bigint generated always as identity,
  at timestamptz not null,
  actor text not null,                     -- operator's e-mail, 'key:<name>' or 'system'
  action text not null,                    -- 'campaign.published', 'page.connected', …
  subject text not null,                   -- 'cmp_12', a page id, …
  details jsonb not null default '{}',
  primary key (workspace_id, audit_id)
);
create index audit_subject on audit (workspace_id, subject, audit_id desc);

-- ── Pages ──────────────────────────────────────────────────────────────────────────────────────────────

create table apps (
  workspace_id text not null references workspaces,
  app_id text not null,
  app_secret bytea not null,               -- encrypted
  verify_token bytea not null,             -- encrypted
  created_at timestamptz not null default now(),
  primary key (workspace_id, app_id)
);

create table pages (
  workspace_id text not null references workspaces,
  page_id text not null unique,            -- one Page belongs to one workspace: its webhooks have one destination
  app_id text not null,
  name text not null,
  access_token bytea not null,             -- encrypted
  state text not null default 'connected' check (state in ('connected', 'needs_token', 'disconnected')),
  echoes_subscribed boolean not null default false,  -- without echoes an unknown attempt cannot be settled by evidence
  checks jsonb not null default '[]',      -- the prerequisites as last seen, in the contract's shape
  checked_at timestamptz,
  connected_at timestamptz not null default now(),
  primary key (workspace_id, page_id),
  foreign key (workspace_id, app_id) references apps
);

create table backfills (
  workspace_id text not null,
  page_id text not null,
  state text not null check (state in ('running', 'finished', 'failed')),
  next_cursor text,                        -- where the Conversations API goes on after a restart
  found integer not null default 0,
  error text,
  due_at timestamptz not null default now(),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, page_id),
  foreign key (workspace_id, page_id) references pages on delete cascade
);

-- Raw webhooks, durable before the 200. A row leaves in the transaction that applies it.
create table inbox (
  inbox_id bigint generated always as identity primary key,
  received_at timestamptz not null default now(),
  app_id text not null,                    -- the app whose secret signed it
  body bytea not null,                     -- the bytes as received
  tries integer not null default 0,
  due_at timestamptz not null default now(),
  error text                               -- why it could not be applied yet
);
create index inbox_due on inbox (due_at, inbox_id);

-- ── People ─────────────────────────────────────────────────────────────────────────────────────────────

create table profiles (
  workspace_id text not null references workspaces,
  profile_id bigint generated always as identity,
  customer_id text,                        -- null: an anonymous profile
  attributes jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, profile_id)
);
create unique index profiles_customer on profiles (workspace_id, customer_id) where customer_id is not null;
create index profiles_ps_id on profiles (workspace_id, (attributes ->> 'ps_id')) where attributes ? 'ps_id';
create index profiles_email on profiles (workspace_id, lower(attributes ->> 'email')) where attributes ? 'email';
create index profiles_attributes on profiles using gin (attributes jsonb_path_ops);

-- Every merge, so that an old id still leads to the person.
create table profile_merges (
  workspace_id text not null references workspaces,
  from_profile_id bigint not null,
  into_profile_id bigint not null,
  reason text not null,
  merged_at timestamptz not null,
  snapshot jsonb not null,                 -- the profile that went, as it was
  primary key (workspace_id, from_profile_id)
);

create table identities (
  workspace_id text not null,
  page_id text not null,
  psid text not null check (psid ~ '^[0-9]{1,32}$'),  -- exceeds 2^53: never a number
  profile_id bigint not null,
  source text not null check (source in ('webhook', 'backfill', 'api')),
  first_seen_at timestamptz not null,
  last_user_action_at timestamptz,         -- opens the standard messaging window; null: not known to have written
  last_user_action text,
  last_delivered_at timestamptz,           -- watermarks of the Page's messages
  last_read_at timestamptz,
  blocked_at timestamptz,                  -- the platform said the person cannot be reached (551 and friends)
  blocked_code text,
  enriched_at timestamptz,                 -- when name, locale and time zone were asked of the Graph API; null: not yet
  primary key (workspace_id, page_id, psid),
  foreign key (workspace_id, profile_id) references profiles
);
create index identities_profile on identities (workspace_id, profile_id);
create index identities_window on identities (workspace_id, page_id, last_user_action_at);
create index identities_to_enrich on identities (first_seen_at) where enriched_at is null;

create table attributes (
  workspace_id text not null references workspaces,
  name text not null,
  type text not null check (type in ('string', 'number', 'boolean', 'datetime', 'array', 'object')),
  first_seen_at timestamptz not null default now(),
  primary key (workspace_id, name)
);

create table event_names (
  workspace_id text not null references workspaces,
  name text not null,
  first_seen_at timestamptz not null default now(),
  primary key (workspace_id, name)
);

create table events (
  workspace_id text not null,
  event_id bigint generated always as identity,
  profile_id bigint not null,
  name text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  source text not null check (source in ('messenger', 'api')),
  page_id text,
  dedupe_key text,
  attributes jsonb not null default '{}',
  primary key (workspace_id, event_id)
);
create unique index events_dedupe on events (workspace_id, dedupe_key) where dedupe_key is not null;
create index events_timeline on events (workspace_id, profile_id, occurred_at desc, event_id desc);
create index events_name on events (workspace_id, name, profile_id, occurred_at);

-- What the platform said about a Page rather than a person, and every kind we do not know: kept, not dropped.
create table page_events (
  workspace_id text not null,
  page_id text not null,
  page_event_id bigint generated always as identity,
  kind text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  dedupe_key text not null,
  payload jsonb not null,
  primary key (workspace_id, page_event_id)
);
create unique index page_events_dedupe on page_events (workspace_id, page_id, dedupe_key);

create table segments (
  workspace_id text not null references workspaces,
  segment_id bigint generated always as identity,
  name text not null,
  filter jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, segment_id)
);
create unique index segments_name on segments (workspace_id, lower(name));

-- ── Campaigns and the ledger ───────────────────────────────────────────────────────────────────────────

create table campaigns (
  workspace_id text not null references workspaces,
  campaign_id bigint generated always as identity,
  name text not null,
  state text not null default 'draft'
    check (state in ('draft', 'scheduled', 'sending', 'paused', 'stopped', 'finished')),
  definition jsonb not null,               -- who, what, when, in the contract's shape
  revision integer not null default 1,     -- two operators cannot overwrite each other unseen
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  published_at timestamptz,
  primary key (workspace_id, campaign_id)
);
create index campaigns_sending on campaigns (workspace_id, campaign_id) where state = 'sending';

-- One run of a campaign: frozen at publishing, prepared in chunks, then sent.
create table occurrences (
  workspace_id text not null,
  campaign_id bigint not null,
  occurrence integer not null,
  state text not null check (state in ('due', 'preparing', 'sending', 'finished', 'stopped')),
  paused_at timestamptz,                   -- set: prepared and settled, but nothing is claimed
  paused_because text,
  due_at timestamptz not null,
  plan jsonb not null,                     -- the message, route and limits that delivery follows
  filter jsonb not null,                   -- the segment's filter as published
  lane_id text not null,
  prepared_to bigint not null default 0,   -- last profile id that has its row; preparation goes on from here
  started_at timestamptz,
  prepared_at timestamptz,
  finished_at timestamptz,
  primary key (workspace_id, campaign_id, occurrence),
  foreign key (workspace_id, campaign_id) references campaigns
);
create index occurrences_open on occurrences (state, due_at) where finished_at is null;
create index occurrences_lane on occurrences (workspace_id, lane_id) where finished_at is null;

-- Whoever holds the lease sends for this Page (or host). A higher fence makes an older holder's writes void.
create table lanes (
  workspace_id text not null references workspaces,
  lane_id text not null,                   -- 'page:<page id>' or 'host:<origin>'
  holder text,
  fence bigint not null default 0,
  leased_until timestamptz,
  paused_until timestamptz,                -- the platform asked us to wait; 'infinity' until an operator acts
  paused_because text,
  echo_of_attempt_at timestamptz,          -- start of the latest attempt an echo came back for: echoes flow up to here
  primary key (workspace_id, lane_id)
);

-- The ledger. A row says who gets what, when, and what became of it. It is the queue.
create table deliveries (
  workspace_id text not null,
  delivery_id bigint generated always as identity,
  campaign_id bigint not null,
  occurrence integer not null,
  profile_id bigint not null,
  lane_id text not null,
  page_id text not null default '',        -- '' for a connector that is not a Page
  psid text,
  state text not null
    check (state in ('pending', 'sending', 'unknown', 'held', 'accepted', 'failed', 'skipped')),
  due_at timestamptz not null default now(), -- pending: not before; held: given up then
  fence bigint,                            -- of the lane when it was claimed
  attempts smallint not null default 0,
  reason text,                             -- of skipped, failed, held and unknown: a key of the outcome table
  mid text,
  settled_at timestamptz,                  -- when it reached accepted, failed or skipped, by our clock
  echoed_at timestamptz,                   -- the message's own time by the platform's clock: what watermarks compare with
  delivered_at timestamptz,
  read_at timestamptz,
  primary key (workspace_id, delivery_id),
  foreign key (workspace_id, campaign_id, occurrence) references occurrences,
  unique (workspace_id, campaign_id, occurrence, profile_id, page_id)
);
create index deliveries_due on deliveries (workspace_id, lane_id, campaign_id, occurrence, due_at, delivery_id)
  where state = 'pending';
create index deliveries_open on deliveries (workspace_id, lane_id, state) where state in ('sending', 'unknown');
create index deliveries_held on deliveries (workspace_id, page_id, psid) where state = 'held';
create index deliveries_held_lane on deliveries (workspace_id, lane_id, due_at) where state = 'held';
create index deliveries_mid on deliveries (workspace_id, page_id, mid) where mid is not null;
create index deliveries_unread on deliveries (workspace_id, page_id, psid) where state = 'accepted' and read_at is null;
create index deliveries_person on deliveries (workspace_id, profile_id, delivery_id desc);

-- One call. Written before it is made; an unfinished row after a crash is an unknown outcome.
create table attempts (
  workspace_id text not null,
  delivery_id bigint not null,
  number smallint not null,
  fence bigint not null,
  started_at timestamptz not null,
  request jsonb not null,                  -- {method, url, headers, body}, secrets masked
  finished_at timestamptz,
  outcome text check (outcome in ('accepted', 'refused', 'limited', 'unreachable', 'unknown')),
  status smallint,
  response text,                           -- the answer's body, at most 4 kB
  primary key (workspace_id, delivery_id, number),
  foreign key (workspace_id, delivery_id) references deliveries on delete cascade
);
