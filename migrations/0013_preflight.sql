-- The check of a whole audience before a campaign is published. A campaign has its latest one.
create table preflights (
  workspace_id text not null,
  preflight_id bigint generated always as identity,
  campaign_id bigint not null,
  revision integer not null,
  state text not null default 'running' check (state in ('running', 'finished', 'failed', 'cancelled')),
  because text,
  -- Frozen when it began, so that everybody is checked against the same
  plan jsonb not null,
  filter jsonb not null,
  last_profile_id bigint not null,
  total integer,
  checked integer not null default 0,
  fine integer not null default 0,
  unreachable integer not null default 0,
  affected integer not null default 0,
  findings jsonb not null default '[]',
  -- Everybody up to here is checked
  cursor_profile_id bigint not null default 0,
  started_at timestamptz not null,
  finished_at timestamptz,
  fence integer not null default 0,
  leased_until timestamptz,
  primary key (workspace_id, preflight_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id) on delete cascade
);
create unique index preflights_campaign on preflights (workspace_id, campaign_id);
create index preflights_running on preflights (leased_until) where state = 'running';

-- Whom a finding is about; the first of each, as a list for people to work through.
create table preflight_people (
  workspace_id text not null,
  preflight_id bigint not null,
  finding text not null,
  profile_id bigint not null,
  primary key (workspace_id, preflight_id, finding, profile_id),
  foreign key (workspace_id, preflight_id) references preflights (workspace_id, preflight_id) on delete cascade,
  foreign key (workspace_id, profile_id) references profiles (workspace_id, profile_id) on delete cascade
);
create index preflight_people_profile on preflight_people (workspace_id, profile_id);
