-- The schema after all migrations, printed from the database by "npm run talaria -- schema > schema.sql".
-- To change it, add a file to migrations/ and print it again.

create table admissions (
  workspace_id text not null,
  campaign_id bigint not null,
  day date not null,
  occurrence integer not null,
  people bigint not null,
  constraint admissions_pkey PRIMARY KEY (workspace_id, campaign_id, day, occurrence),
  constraint admissions_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id)
);

create table admitted_values (
  workspace_id text not null,
  campaign_id bigint not null,
  occurrence integer not null,
  digest bytea not null,
  profile_id bigint not null,
  constraint admitted_values_pkey PRIMARY KEY (workspace_id, campaign_id, occurrence, digest)
);
CREATE INDEX admitted_values_person ON admitted_values USING btree (workspace_id, profile_id);

create table anonymous_ids (
  workspace_id text not null,
  anonymous_id text not null,
  profile_id bigint not null,
  first_seen_at timestamp with time zone not null default now(),
  constraint anonymous_ids_pkey PRIMARY KEY (workspace_id, anonymous_id),
  constraint anonymous_ids_workspace_id_profile_id_fkey FOREIGN KEY (workspace_id, profile_id) REFERENCES profiles(workspace_id, profile_id)
);
CREATE INDEX anonymous_ids_profile ON anonymous_ids USING btree (workspace_id, profile_id);

create table api_keys (
  workspace_id text not null,
  key_id bigint not null generated always as identity,
  name text not null,
  secret_hash bytea not null,
  hint text not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  permission text not null default 'send'::text,
  made_by text,
  constraint api_keys_pkey PRIMARY KEY (workspace_id, key_id),
  constraint api_keys_secret_hash_key UNIQUE (secret_hash),
  constraint api_keys_permission_check CHECK (permission = ANY (ARRAY['send'::text, 'track'::text])),
  constraint api_keys_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table apps (
  workspace_id text not null,
  app_id text not null,
  app_secret bytea not null,
  verify_token bytea not null,
  created_at timestamp with time zone not null default now(),
  constraint apps_pkey PRIMARY KEY (workspace_id, app_id),
  constraint apps_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table attempts (
  workspace_id text not null,
  delivery_id bigint not null,
  number smallint not null,
  fence bigint not null,
  started_at timestamp with time zone not null,
  request json,
  finished_at timestamp with time zone,
  outcome text,
  status smallint,
  response text,
  language text,
  constraint attempts_pkey PRIMARY KEY (workspace_id, delivery_id, number),
  constraint attempts_outcome_check CHECK (outcome = ANY (ARRAY['accepted'::text, 'refused'::text, 'limited'::text, 'unreachable'::text, 'unknown'::text]))
);
CREATE INDEX attempts_finished ON attempts USING brin (finished_at) WITH (pages_per_range='16', autosummarize='on');

create table attribute_changes (
  workspace_id text not null,
  name text not null,
  kind text not null,
  new_name text,
  done_to bigint not null default 0,
  changed_in_pass bigint not null default 0,
  changed bigint not null default 0,
  removed bigint not null default 0,
  actor text not null,
  started_at timestamp with time zone not null,
  constraint attribute_changes_pkey PRIMARY KEY (workspace_id, name),
  constraint attribute_changes_check CHECK ((kind = 'rename'::text) = (new_name IS NOT NULL)),
  constraint attribute_changes_kind_check CHECK (kind = ANY (ARRAY['convert'::text, 'rename'::text, 'delete'::text])),
  constraint attribute_changes_workspace_id_name_fkey FOREIGN KEY (workspace_id, name) REFERENCES attributes(workspace_id, name) ON DELETE CASCADE
);
CREATE INDEX attribute_changes_open ON attribute_changes USING btree (started_at);

create table attribute_conflicts (
  workspace_id text not null,
  name text not null,
  seen_type text not null,
  times bigint not null,
  last_value text,
  last_source text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint attribute_conflicts_pkey PRIMARY KEY (workspace_id, name, seen_type),
  constraint attribute_conflicts_seen_type_check CHECK (seen_type = ANY (ARRAY['string'::text, 'number'::text, 'boolean'::text, 'datetime'::text, 'array'::text, 'object'::text, 'geo'::text])),
  constraint attribute_conflicts_workspace_id_name_fkey FOREIGN KEY (workspace_id, name) REFERENCES attributes(workspace_id, name) ON DELETE CASCADE
);

create table attribute_paths (
  workspace_id text not null,
  name text not null,
  path text not null,
  type text not null,
  constraint attribute_paths_pkey PRIMARY KEY (workspace_id, name, path),
  constraint attribute_paths_type_check CHECK (type = ANY (ARRAY['string'::text, 'number'::text, 'boolean'::text, 'datetime'::text, 'array'::text, 'object'::text, 'geo'::text, 'mixed'::text])),
  constraint attribute_paths_workspace_id_name_fkey FOREIGN KEY (workspace_id, name) REFERENCES attributes(workspace_id, name) ON DELETE CASCADE
);

create table attributes (
  workspace_id text not null,
  name text not null,
  type text not null,
  first_seen_at timestamp with time zone not null default now(),
  sensitive boolean not null default false,
  description text not null default ''::text,
  last_seen_at timestamp with time zone,
  from_websites boolean not null default false,
  left_out bigint not null default 0,
  left_out_at timestamp with time zone,
  constraint attributes_pkey PRIMARY KEY (workspace_id, name),
  constraint attributes_type_check CHECK (type = ANY (ARRAY['string'::text, 'number'::text, 'boolean'::text, 'datetime'::text, 'array'::text, 'object'::text, 'geo'::text])),
  constraint attributes_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE INDEX attributes_sensitive ON attributes USING btree (workspace_id, name) WHERE sensitive;

create table audience_ranges (
  workspace_id text not null,
  campaign_id bigint not null,
  occurrence integer not null,
  from_profile_id bigint not null,
  to_profile_id bigint not null,
  constraint audience_ranges_pkey PRIMARY KEY (workspace_id, campaign_id, occurrence, from_profile_id),
  constraint audience_ranges_workspace_id_campaign_id_occurrence_fkey FOREIGN KEY (workspace_id, campaign_id, occurrence) REFERENCES occurrences(workspace_id, campaign_id, occurrence)
);

create table audit (
  workspace_id text not null,
  audit_id bigint not null generated always as identity,
  at timestamp with time zone not null,
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null default '{}'::jsonb,
  constraint audit_pkey PRIMARY KEY (workspace_id, audit_id),
  constraint audit_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE INDEX audit_subject ON audit USING btree (workspace_id, subject, audit_id DESC);

create table backfills (
  workspace_id text not null,
  page_id text not null,
  state text not null,
  next_cursor text,
  found integer not null default 0,
  error text,
  due_at timestamp with time zone not null default now(),
  started_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  calls integer not null default 0,
  running_since timestamp with time zone not null default now(),
  found_before integer not null default 0,
  constraint backfills_pkey PRIMARY KEY (workspace_id, page_id),
  constraint backfills_state_check CHECK (state = ANY (ARRAY['running'::text, 'paused'::text, 'cancelled'::text, 'finished'::text, 'failed'::text])),
  constraint backfills_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES pages(workspace_id, page_id) ON DELETE CASCADE
);

create table campaign_approvals (
  workspace_id text not null,
  campaign_id bigint not null,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  note text not null,
  responsible text,
  beside jsonb,
  constraint campaign_approvals_pkey PRIMARY KEY (workspace_id, campaign_id),
  constraint campaign_approvals_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id) ON DELETE CASCADE
);

create table campaign_revisions (
  workspace_id text not null,
  campaign_id bigint not null,
  revision integer not null,
  name text not null,
  tags text[] not null,
  definition jsonb not null,
  by text not null,
  at timestamp with time zone not null,
  sent boolean not null default false,
  constraint campaign_revisions_pkey PRIMARY KEY (workspace_id, campaign_id, revision),
  constraint campaign_revisions_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id) ON DELETE CASCADE
);

create table campaign_versions (
  workspace_id text not null,
  campaign_id bigint not null,
  version integer not null,
  definition jsonb not null,
  published_at timestamp with time zone not null,
  published_by text not null,
  constraint campaign_versions_pkey PRIMARY KEY (workspace_id, campaign_id, version),
  constraint campaign_versions_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id)
);
CREATE INDEX campaign_versions_goals ON campaign_versions USING btree (workspace_id, campaign_id, version) WHERE ((definition -> 'goals'::text) -> 0) IS NOT NULL;

create table campaigns (
  workspace_id text not null,
  campaign_id bigint not null generated always as identity,
  name text not null,
  state text not null default 'draft'::text,
  definition jsonb not null,
  revision integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  published_at timestamp with time zone,
  tags text[] not null default '{}'::text[],
  live_version integer,
  archived_at timestamp with time zone,
  folded_name text not null default ''::text,
  delivery_type text generated always as (COALESCE(definition ->> 'delivery_type'::text, 'one_time'::text)) stored,
  page_id text generated always as (definition ->> 'page_id'::text) stored,
  constraint campaigns_pkey PRIMARY KEY (workspace_id, campaign_id),
  constraint campaigns_state_check CHECK (state = ANY (ARRAY['draft'::text, 'awaiting_approval'::text, 'scheduled'::text, 'sending'::text, 'active'::text, 'paused'::text, 'stopped'::text, 'finished'::text])),
  constraint campaigns_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE INDEX campaigns_by_name ON campaigns USING btree (workspace_id, folded_name, campaign_id);
CREATE INDEX campaigns_sending ON campaigns USING btree (workspace_id, campaign_id) WHERE state = 'sending'::text;

create table comment_rules (
  workspace_id text not null,
  rule_id bigint not null generated always as identity,
  page_id text not null,
  name text not null,
  post_id text,
  keywords text[] not null default '{}'::text[],
  message jsonb not null,
  is_active boolean not null,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  constraint comment_rules_pkey PRIMARY KEY (workspace_id, rule_id),
  constraint comment_rules_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id),
  constraint comment_rules_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES pages(workspace_id, page_id)
);
CREATE INDEX comment_rules_page ON comment_rules USING btree (workspace_id, page_id) WHERE archived_at IS NULL;

create table consents (
  workspace_id text not null,
  consent_id bigint not null generated always as identity,
  page_id text not null,
  psid text not null,
  says text not null,
  said_at timestamp with time zone not null,
  source text not null,
  words text not null,
  dedupe_key text not null,
  recorded_at timestamp with time zone not null default now(),
  constraint consents_pkey PRIMARY KEY (workspace_id, consent_id),
  constraint consents_says_check CHECK (says = ANY (ARRAY['yes'::text, 'no'::text])),
  constraint consents_source_check CHECK (source = ANY (ARRAY['message'::text, 'optin'::text, 'refusal'::text, 'operator'::text, 'api'::text])),
  constraint consents_workspace_id_page_id_psid_fkey FOREIGN KEY (workspace_id, page_id, psid) REFERENCES identities(workspace_id, page_id, psid) ON DELETE CASCADE
);
CREATE UNIQUE INDEX consents_dedupe ON consents USING btree (workspace_id, page_id, dedupe_key);
CREATE INDEX consents_person ON consents USING btree (workspace_id, page_id, psid, said_at DESC);

create table content_blocks (
  workspace_id text not null,
  block_id bigint not null generated always as identity,
  name text not null,
  body text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint content_blocks_pkey PRIMARY KEY (workspace_id, block_id),
  constraint content_blocks_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE UNIQUE INDEX content_blocks_name ON content_blocks USING btree (workspace_id, lower(name));

create table conversation_pauses (
  workspace_id text not null,
  page_id text not null,
  psid text not null,
  because text not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  constraint conversation_pauses_pkey PRIMARY KEY (workspace_id, page_id, psid)
);

create table conversion_waits (
  workspace_id text not null,
  event_id bigint not null,
  campaign_id bigint not null,
  look_at timestamp with time zone not null,
  until timestamp with time zone not null,
  constraint conversion_waits_pkey PRIMARY KEY (workspace_id, event_id, campaign_id),
  constraint conversion_waits_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id)
);
CREATE INDEX conversion_waits_next ON conversion_waits USING btree (look_at);

create table conversions (
  workspace_id text not null,
  campaign_id bigint not null,
  goal smallint not null,
  delivery_id bigint not null,
  event_id bigint not null,
  at timestamp with time zone not null,
  value double precision,
  occurrence integer not null,
  variant smallint,
  is_control boolean not null,
  is_unsent boolean not null default false,
  after_seconds integer not null,
  constraint conversions_pkey PRIMARY KEY (workspace_id, campaign_id, goal, delivery_id, event_id),
  constraint conversions_workspace_id_delivery_id_fkey FOREIGN KEY (workspace_id, delivery_id) REFERENCES deliveries(workspace_id, delivery_id) ON DELETE CASCADE
);
CREATE INDEX conversions_delivery ON conversions USING btree (workspace_id, delivery_id);

create table customer_aliases (
  workspace_id text not null,
  customer_id text not null,
  profile_id bigint not null,
  made_at timestamp with time zone not null,
  constraint customer_aliases_pkey PRIMARY KEY (workspace_id, customer_id),
  constraint customer_aliases_workspace_id_profile_id_fkey FOREIGN KEY (workspace_id, profile_id) REFERENCES profiles(workspace_id, profile_id)
);
CREATE INDEX customer_aliases_profile ON customer_aliases USING btree (workspace_id, profile_id);

create table deliveries (
  workspace_id text not null,
  delivery_id bigint not null generated always as identity,
  campaign_id bigint not null,
  occurrence integer not null,
  profile_id bigint not null,
  lane_id text not null,
  page_id text not null default ''::text,
  psid text,
  state text not null,
  due_at timestamp with time zone not null default now(),
  fence bigint,
  attempts smallint not null default 0,
  reason text,
  mid text,
  settled_at timestamp with time zone,
  echoed_at timestamp with time zone,
  delivered_at timestamp with time zone,
  read_at timestamp with time zone,
  started_at timestamp with time zone,
  tries smallint not null default 0,
  route smallint not null default 0,
  held_at timestamp with time zone,
  entry_id bigint not null default 0,
  variant smallint,
  expires_at timestamp with time zone,
  constraint deliveries_pkey PRIMARY KEY (workspace_id, delivery_id),
  constraint deliveries_person_once UNIQUE (workspace_id, campaign_id, occurrence, profile_id, page_id, entry_id),
  constraint deliveries_state_check CHECK (state = ANY (ARRAY['pending'::text, 'sending'::text, 'unknown'::text, 'held'::text, 'accepted'::text, 'failed'::text, 'skipped'::text]))
);
CREATE INDEX deliveries_due ON deliveries USING btree (workspace_id, campaign_id, occurrence, due_at, delivery_id) WHERE state = 'pending'::text;
CREATE INDEX deliveries_held ON deliveries USING btree (workspace_id, page_id, psid) WHERE state = 'held'::text;
CREATE INDEX deliveries_held_lane ON deliveries USING btree (workspace_id, lane_id, due_at) WHERE state = 'held'::text;
CREATE INDEX deliveries_open ON deliveries USING btree (workspace_id, lane_id, state) WHERE state = ANY (ARRAY['sending'::text, 'unknown'::text]);
CREATE INDEX deliveries_person ON deliveries USING btree (workspace_id, profile_id, delivery_id DESC);
CREATE INDEX deliveries_unread ON deliveries USING btree (workspace_id, page_id, psid) WHERE state = 'accepted'::text AND read_at IS NULL;

create table entries (
  workspace_id text not null,
  entry_id bigint not null generated always as identity,
  campaign_id bigint not null,
  occurrence integer not null,
  profile_id bigint not null,
  event_id bigint,
  name text not null,
  attributes jsonb not null default '{}'::jsonb,
  happened_at timestamp with time zone not null,
  entered_at timestamp with time zone not null,
  outcome text not null,
  times integer not null default 1,
  constraint entries_pkey PRIMARY KEY (workspace_id, entry_id)
);
CREATE INDEX entries_again ON entries USING btree (workspace_id, campaign_id, profile_id, happened_at DESC);
CREATE INDEX entries_answered ON entries USING btree (workspace_id, campaign_id, entered_at) WHERE outcome = 'entered'::text AND (name = ANY (ARRAY['messenger_message'::text, 'messenger_quick_reply'::text, 'messenger_postback'::text]));
CREATE INDEX entries_campaign ON entries USING btree (workspace_id, campaign_id, entry_id DESC);
CREATE INDEX entries_person ON entries USING btree (workspace_id, profile_id, entry_id DESC);

create table entry_invites (
  workspace_id text not null,
  invite_id bigint not null generated always as identity,
  link_id bigint not null,
  profile_id bigint not null,
  issued_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  used_psid text,
  constraint entry_invites_pkey PRIMARY KEY (workspace_id, invite_id),
  constraint entry_invites_workspace_id_link_id_fkey FOREIGN KEY (workspace_id, link_id) REFERENCES entry_links(workspace_id, link_id)
);
CREATE INDEX entry_invites_link ON entry_invites USING btree (workspace_id, link_id, profile_id);
CREATE UNIQUE INDEX entry_invites_open ON entry_invites USING btree (workspace_id, link_id, profile_id) WHERE used_at IS NULL;

create table entry_links (
  workspace_id text not null,
  link_id bigint not null generated always as identity,
  page_id text not null,
  name text not null,
  ref_code text not null,
  welcome_text text,
  tag text,
  single_use boolean not null default true,
  personal_days integer not null default 30,
  created_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  constraint entry_links_pkey PRIMARY KEY (workspace_id, link_id),
  constraint entry_links_personal_days_check CHECK (personal_days >= 1 AND personal_days <= 365),
  constraint entry_links_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id),
  constraint entry_links_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES pages(workspace_id, page_id)
);
CREATE UNIQUE INDEX entry_links_ref ON entry_links USING btree (workspace_id, page_id, ref_code);

create table entry_visits (
  workspace_id text not null,
  page_id text not null,
  dedupe_key text not null,
  link_id bigint,
  invite_id bigint,
  psid text not null,
  via text not null,
  visited_at timestamp with time zone not null,
  is_new boolean not null,
  outcome text,
  constraint entry_visits_pkey PRIMARY KEY (workspace_id, page_id, dedupe_key),
  constraint entry_visits_outcome_check CHECK (outcome = ANY (ARRAY['tied'::text, 'already'::text, 'used'::text, 'expired'::text, 'unknown_customer'::text, 'other_customer'::text, 'other_psid'::text, 'forged'::text])),
  constraint entry_visits_via_check CHECK (via = ANY (ARRAY['postback'::text, 'referral'::text, 'message'::text, 'optin'::text])),
  constraint entry_visits_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id),
  constraint entry_visits_workspace_id_link_id_fkey FOREIGN KEY (workspace_id, link_id) REFERENCES entry_links(workspace_id, link_id)
);
CREATE INDEX entry_visits_counts ON entry_visits USING btree (workspace_id, link_id, psid) INCLUDE (via, is_new, outcome);
CREATE INDEX entry_visits_forged ON entry_visits USING btree (workspace_id, page_id) WHERE link_id IS NULL;
CREATE INDEX entry_visits_latest ON entry_visits USING btree (workspace_id, link_id, visited_at DESC, dedupe_key DESC);

create table erased_ids (
  workspace_id text not null,
  digest bytea not null,
  erased_at timestamp with time zone not null,
  constraint erased_ids_pkey PRIMARY KEY (workspace_id, digest)
);

create table erasure_people (
  workspace_id text not null,
  erasure_id bigint not null,
  profile_id bigint not null,
  due_at timestamp with time zone not null,
  waits_because text,
  constraint erasure_people_pkey PRIMARY KEY (workspace_id, erasure_id, profile_id),
  constraint erasure_people_workspace_id_erasure_id_fkey FOREIGN KEY (workspace_id, erasure_id) REFERENCES erasures(workspace_id, erasure_id) ON DELETE CASCADE
);
CREATE INDEX erasure_people_due ON erasure_people USING btree (due_at);

create table erasures (
  workspace_id text not null,
  erasure_id bigint not null generated always as identity,
  requested_at timestamp with time zone not null,
  requested_by text not null,
  source text not null,
  people integer not null,
  erased integer not null default 0,
  counts jsonb not null default '{}'::jsonb,
  finished_at timestamp with time zone,
  constraint erasures_pkey PRIMARY KEY (workspace_id, erasure_id),
  constraint erasures_source_check CHECK (source = ANY (ARRAY['operator'::text, 'api'::text, 'opengdpr'::text, 'facebook'::text])),
  constraint erasures_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table event_attributes (
  workspace_id text not null,
  event text not null,
  name text not null,
  type text not null,
  constraint event_attributes_pkey PRIMARY KEY (workspace_id, event, name),
  constraint event_attributes_type_check CHECK (type = ANY (ARRAY['string'::text, 'number'::text, 'boolean'::text, 'datetime'::text, 'array'::text, 'object'::text, 'geo'::text, 'mixed'::text])),
  constraint event_attributes_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table event_names (
  workspace_id text not null,
  name text not null,
  first_seen_at timestamp with time zone not null default now(),
  value_attribute text,
  filling_attribute text,
  filling_below bigint,
  retain_days integer,
  constraint event_names_pkey PRIMARY KEY (workspace_id, name),
  constraint event_names_check CHECK ((filling_attribute IS NULL) = (filling_below IS NULL)),
  constraint event_names_check1 CHECK (filling_attribute IS NULL OR value_attribute IS NULL),
  constraint event_names_retain_days_check CHECK (retain_days >= 1 AND retain_days <= 36500),
  constraint event_names_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table event_totals (
  workspace_id text not null,
  name text not null,
  profile_id bigint not null,
  times bigint not null,
  valued bigint not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  value_sum numeric not null,
  value_min double precision,
  value_max double precision,
  constraint event_totals_pkey PRIMARY KEY (workspace_id, name, profile_id)
) with (fillfactor=80, autovacuum_vacuum_insert_scale_factor=0.01, autovacuum_vacuum_insert_threshold=50000);

create table events (
  workspace_id text not null,
  event_id bigint not null generated always as identity,
  profile_id bigint not null,
  name text not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null default now(),
  source text not null,
  page_id text,
  dedupe_key text,
  attributes jsonb not null default '{}'::jsonb,
  value double precision,
  constraint events_pkey PRIMARY KEY (workspace_id, event_id),
  constraint events_source_check CHECK (source = ANY (ARRAY['messenger'::text, 'api'::text, 'website'::text, 'talaria'::text]))
) with (autovacuum_vacuum_insert_scale_factor=0.01, autovacuum_vacuum_insert_threshold=50000);
CREATE UNIQUE INDEX events_dedupe ON events USING btree (workspace_id, dedupe_key) WHERE dedupe_key IS NOT NULL;
CREATE INDEX events_recent ON events USING btree (workspace_id, name, occurred_at) INCLUDE (profile_id, value);
CREATE INDEX events_timeline ON events USING btree (workspace_id, profile_id, occurred_at DESC, event_id DESC);

create table identities (
  workspace_id text not null,
  page_id text not null,
  psid text not null,
  profile_id bigint not null,
  source text not null,
  first_seen_at timestamp with time zone not null,
  last_user_action_at timestamp with time zone,
  last_user_action text,
  last_delivered_at timestamp with time zone,
  last_read_at timestamp with time zone,
  blocked_at timestamp with time zone,
  blocked_code text,
  enriched_at timestamp with time zone,
  enrich_after timestamp with time zone not null default now(),
  opted_out_at timestamp with time zone,
  ad_window_until timestamp with time zone,
  window_closed_at timestamp with time zone,
  window_closes_at timestamp with time zone generated always as (
CASE
    WHEN window_closed_at >= last_user_action_at THEN window_closed_at
    WHEN last_user_action_at IS NOT NULL THEN GREATEST((((last_user_action_at AT TIME ZONE 'UTC'::text) + '24:00:00'::interval) AT TIME ZONE 'UTC'::text), ad_window_until)
    ELSE NULL::timestamp with time zone
END) stored,
  constraint identities_pkey PRIMARY KEY (workspace_id, page_id, psid),
  constraint identities_psid_check CHECK (psid ~ '^[0-9]{1,32}$'::text),
  constraint identities_source_check CHECK (source = ANY (ARRAY['webhook'::text, 'backfill'::text, 'api'::text])),
  constraint identities_workspace_id_profile_id_fkey FOREIGN KEY (workspace_id, profile_id) REFERENCES profiles(workspace_id, profile_id)
);
CREATE INDEX identities_blocked ON identities USING btree (workspace_id, page_id, blocked_at) WHERE blocked_at IS NOT NULL;
CREATE INDEX identities_blocked_people ON identities USING btree (workspace_id, profile_id) WHERE blocked_at IS NOT NULL;
CREATE INDEX identities_opted_out ON identities USING btree (workspace_id, profile_id) WHERE opted_out_at IS NOT NULL;
CREATE INDEX identities_profile ON identities USING btree (workspace_id, profile_id);
CREATE INDEX identities_psid ON identities USING btree (workspace_id, psid);
CREATE INDEX identities_to_enrich ON identities USING btree (enrich_after) WHERE enriched_at IS NULL;
CREATE INDEX identities_window ON identities USING btree (workspace_id, page_id, window_closes_at) WHERE window_closes_at IS NOT NULL;

create table import_changes (
  workspace_id text not null,
  import_id bigint not null,
  profile_id bigint not null,
  before jsonb not null,
  after jsonb not null,
  constraint import_changes_pkey PRIMARY KEY (workspace_id, import_id, profile_id),
  constraint import_changes_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, import_id) ON DELETE CASCADE
);
CREATE INDEX import_changes_profile ON import_changes USING btree (workspace_id, profile_id);

create table import_chunks (
  workspace_id text not null,
  import_id bigint not null,
  start_byte bigint not null,
  bytes bytea not null,
  constraint import_chunks_pkey PRIMARY KEY (workspace_id, import_id, start_byte),
  constraint import_chunks_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, import_id) ON DELETE CASCADE
);

create table import_created (
  workspace_id text not null,
  import_id bigint not null,
  batch bigint not null,
  profile_ids bigint[] not null,
  constraint import_created_pkey PRIMARY KEY (workspace_id, import_id, batch),
  constraint import_created_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, import_id) ON DELETE CASCADE
);

create table import_errors (
  workspace_id text not null,
  import_id bigint not null,
  line bigint not null,
  field text not null,
  message text not null,
  remedy text not null,
  cells jsonb not null,
  customer_id text,
  constraint import_errors_pkey PRIMARY KEY (workspace_id, import_id, line),
  constraint import_errors_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, import_id) ON DELETE CASCADE
);
CREATE INDEX import_errors_customer ON import_errors USING btree (workspace_id, customer_id) WHERE customer_id IS NOT NULL;

create table import_kept (
  workspace_id text not null,
  import_id bigint not null,
  profile_id bigint not null,
  because text not null,
  constraint import_kept_pkey PRIMARY KEY (workspace_id, import_id, profile_id),
  constraint import_kept_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, import_id) ON DELETE CASCADE
);
CREATE INDEX import_kept_profile ON import_kept USING btree (workspace_id, profile_id);

create table import_seen (
  workspace_id text not null,
  import_id bigint not null,
  batch bigint not null,
  part text not null,
  hashes bigint[] not null,
  constraint import_seen_pkey PRIMARY KEY (workspace_id, import_id, batch, part),
  constraint import_seen_part_check CHECK (part = ANY (ARRAY['all'::text, 'unknown'::text, 'changed'::text])),
  constraint import_seen_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES imports(workspace_id, import_id) ON DELETE CASCADE
);

create table imports (
  workspace_id text not null,
  import_id bigint not null generated always as identity,
  kind text not null,
  name text not null,
  state text not null,
  size_bytes bigint not null default 0,
  format jsonb,
  settings jsonb,
  "position" bigint not null default 0,
  line bigint not null default 0,
  counts jsonb not null default '{}'::jsonb,
  checked jsonb,
  error text,
  stamp_at timestamp with time zone,
  list_id bigint,
  made_by text not null,
  fence bigint not null default 0,
  leased_until timestamp with time zone,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint imports_pkey PRIMARY KEY (workspace_id, import_id),
  constraint imports_kind_check CHECK (kind = ANY (ARRAY['customers'::text, 'events'::text, 'list'::text])),
  constraint imports_state_check CHECK (state = ANY (ARRAY['uploading'::text, 'ready'::text, 'checking'::text, 'checked'::text, 'running'::text, 'paused'::text, 'finished'::text, 'cancelled'::text, 'failed'::text, 'undoing'::text, 'undone'::text])),
  constraint imports_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE INDEX imports_work ON imports USING btree (created_at) WHERE state = ANY (ARRAY['checking'::text, 'running'::text, 'undoing'::text]);

create table inbox (
  inbox_id bigint not null generated always as identity,
  received_at timestamp with time zone not null default now(),
  app_id text not null,
  body bytea not null,
  tries integer not null default 0,
  due_at timestamp with time zone not null default now(),
  error text,
  waits_for_page text,
  constraint inbox_pkey PRIMARY KEY (inbox_id)
);
CREATE INDEX inbox_due ON inbox USING btree (due_at, inbox_id) WHERE waits_for_page IS NULL;
CREATE INDEX inbox_waiting ON inbox USING btree (waits_for_page) WHERE waits_for_page IS NOT NULL;

create table installation (
  singleton boolean not null default true,
  installation_id text not null,
  key_check bytea,
  created_at timestamp with time zone not null default now(),
  constraint installation_pkey PRIMARY KEY (singleton),
  constraint installation_singleton_check CHECK (singleton)
);

create table lanes (
  workspace_id text not null,
  lane_id text not null,
  holder text,
  fence bigint not null default 0,
  leased_until timestamp with time zone,
  paused_until timestamp with time zone,
  paused_because text,
  echo_of_attempt_at timestamp with time zone,
  pace jsonb,
  constraint lanes_pkey PRIMARY KEY (workspace_id, lane_id),
  constraint lanes_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table list_members (
  workspace_id text not null,
  list_id bigint not null,
  profile_id bigint not null,
  constraint list_members_pkey PRIMARY KEY (workspace_id, list_id, profile_id),
  constraint list_members_workspace_id_list_id_fkey FOREIGN KEY (workspace_id, list_id) REFERENCES lists(workspace_id, list_id) ON DELETE CASCADE,
  constraint list_members_workspace_id_profile_id_fkey FOREIGN KEY (workspace_id, profile_id) REFERENCES profiles(workspace_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX list_members_profile ON list_members USING btree (workspace_id, profile_id);

create table lists (
  workspace_id text not null,
  list_id bigint not null generated always as identity,
  name text not null,
  identifier text not null,
  given integer not null default 0,
  unmatched integer not null default 0,
  created_at timestamp with time zone not null,
  constraint lists_pkey PRIMARY KEY (workspace_id, list_id),
  constraint lists_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE UNIQUE INDEX lists_name ON lists USING btree (workspace_id, lower(name));

create table media (
  workspace_id text not null,
  media_id bigint not null generated always as identity,
  name text not null,
  kind text not null,
  mime text not null,
  size_bytes integer,
  bytes bytea,
  source_url text,
  created_at timestamp with time zone not null,
  constraint media_pkey PRIMARY KEY (workspace_id, media_id),
  constraint media_check CHECK ((bytes IS NULL) <> (source_url IS NULL)),
  constraint media_kind_check CHECK (kind = ANY (ARRAY['image'::text, 'video'::text, 'audio'::text, 'file'::text])),
  constraint media_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table messenger_profiles (
  workspace_id text not null,
  page_id text not null,
  profile jsonb,
  read_at timestamp with time zone,
  calls timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  constraint messenger_profiles_pkey PRIMARY KEY (workspace_id, page_id),
  constraint messenger_profiles_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES pages(workspace_id, page_id) ON DELETE CASCADE
);

create table noticed_events (
  workspace_id text not null,
  event_id bigint not null,
  late boolean not null default false,
  constraint noticed_events_pkey PRIMARY KEY (workspace_id, event_id)
) with (autovacuum_vacuum_scale_factor=0.0, autovacuum_vacuum_threshold=20000);
CREATE INDEX noticed_events_order ON noticed_events USING btree (workspace_id, late, event_id);

create table occurrence_totals (
  workspace_id text not null,
  campaign_id bigint not null,
  occurrence integer not null,
  recipients bigint not null,
  accepted bigint not null,
  failed bigint not null,
  counted_at timestamp with time zone not null,
  took_ms integer not null,
  constraint occurrence_totals_pkey PRIMARY KEY (workspace_id, campaign_id, occurrence)
);

create table occurrences (
  workspace_id text not null,
  campaign_id bigint not null,
  occurrence integer not null,
  state text not null,
  paused_at timestamp with time zone,
  paused_because text,
  due_at timestamp with time zone not null,
  plan jsonb not null,
  filter jsonb not null,
  lane_id text not null,
  started_at timestamp with time zone,
  prepared_at timestamp with time zone,
  finished_at timestamp with time zone,
  version integer not null default 1,
  standing boolean not null default false,
  data jsonb,
  winner smallint,
  winner_due_at timestamp with time zone,
  repeats boolean not null default false,
  closes_at timestamp with time zone,
  happened_at timestamp with time zone,
  decision jsonb,
  draws_lots boolean not null default false,
  lots_until bigint,
  counts_change boolean not null default true,
  constraint occurrences_pkey PRIMARY KEY (workspace_id, campaign_id, occurrence),
  constraint occurrences_state_check CHECK (state = ANY (ARRAY['due'::text, 'preparing'::text, 'sending'::text, 'finished'::text, 'stopped'::text])),
  constraint occurrences_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id)
);
CREATE INDEX occurrences_counted ON occurrences USING btree (started_at) WHERE counts_change AND started_at IS NOT NULL;
CREATE INDEX occurrences_lane ON occurrences USING btree (workspace_id, lane_id) WHERE finished_at IS NULL;
CREATE INDEX occurrences_open ON occurrences USING btree (state, due_at) WHERE finished_at IS NULL;
CREATE INDEX occurrences_standing ON occurrences USING btree (workspace_id, campaign_id) WHERE standing;
CREATE INDEX occurrences_started_by ON occurrences USING btree (workspace_id, campaign_id, happened_at) WHERE happened_at IS NOT NULL;
CREATE INDEX occurrences_undecided ON occurrences USING btree (winner_due_at) WHERE winner_due_at IS NOT NULL AND winner IS NULL AND finished_at IS NULL;

create table operator_accounts (
  id text not null,
  operator_id text not null,
  account_id text not null,
  provider_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null,
  constraint operator_accounts_pkey PRIMARY KEY (id),
  constraint operator_accounts_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id) ON DELETE CASCADE
);
CREATE INDEX operator_accounts_operator ON operator_accounts USING btree (operator_id);

create table operator_rate_limits (
  id text not null,
  key text not null,
  count integer not null,
  last_request bigint not null,
  constraint operator_rate_limits_pkey PRIMARY KEY (id),
  constraint operator_rate_limits_key_key UNIQUE (key)
);

create table operator_sessions (
  id text not null,
  operator_id text not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null,
  constraint operator_sessions_pkey PRIMARY KEY (id),
  constraint operator_sessions_token_key UNIQUE (token),
  constraint operator_sessions_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id) ON DELETE CASCADE
);
CREATE INDEX operator_sessions_operator ON operator_sessions USING btree (operator_id);

create table operator_verifications (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint operator_verifications_pkey PRIMARY KEY (id)
);
CREATE INDEX operator_verifications_identifier ON operator_verifications USING btree (identifier);

create table operators (
  id text not null,
  workspace_id text not null,
  permission text not null,
  name text not null,
  email text not null,
  email_verified boolean not null,
  image text,
  must_change_password boolean not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint operators_pkey PRIMARY KEY (id),
  constraint operators_email_key UNIQUE (email),
  constraint operators_permission_check CHECK (permission = ANY (ARRAY['view'::text, 'edit'::text, 'send'::text, 'own'::text])),
  constraint operators_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE INDEX operators_workspace ON operators USING btree (workspace_id);

create table page_attachments (
  workspace_id text not null,
  page_id text not null,
  media_id bigint not null,
  attachment_id text not null,
  uploaded_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  renew_at timestamp with time zone not null,
  error text,
  constraint page_attachments_pkey PRIMARY KEY (workspace_id, page_id, media_id),
  constraint page_attachments_workspace_id_media_id_fkey FOREIGN KEY (workspace_id, media_id) REFERENCES media(workspace_id, media_id) ON DELETE CASCADE,
  constraint page_attachments_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES pages(workspace_id, page_id) ON DELETE CASCADE
);
CREATE INDEX page_attachments_renew ON page_attachments USING btree (renew_at);

create table page_days (
  workspace_id text not null,
  page_id text not null,
  day date not null,
  sent integer not null default 0,
  blocked integer not null default 0,
  connections bigint,
  new_conversations bigint,
  blocked_conversations bigint,
  reported_conversations bigint,
  constraint page_days_pkey PRIMARY KEY (workspace_id, page_id, day),
  constraint page_days_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES pages(workspace_id, page_id) ON DELETE CASCADE
);

create table page_events (
  workspace_id text not null,
  page_id text not null,
  page_event_id bigint not null generated always as identity,
  kind text not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null default now(),
  dedupe_key text not null,
  payload jsonb not null,
  constraint page_events_pkey PRIMARY KEY (workspace_id, page_event_id)
);
CREATE UNIQUE INDEX page_events_dedupe ON page_events USING btree (workspace_id, page_id, dedupe_key);
CREATE INDEX page_events_templates ON page_events USING btree (workspace_id, page_id, page_event_id) WHERE kind = ANY (ARRAY['message_template_status_update'::text, 'messenger_template_status_update'::text]);

create table page_logins (
  workspace_id text not null,
  login_id text not null,
  operator text not null,
  offer bytea not null,
  expires_at timestamp with time zone not null,
  constraint page_logins_pkey PRIMARY KEY (workspace_id, login_id),
  constraint page_logins_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table page_standings (
  workspace_id text not null,
  page_id text not null,
  source text not null,
  state text not null,
  stops_sending boolean not null,
  until timestamp with time zone,
  because text,
  said_at timestamp with time zone not null,
  constraint page_standings_pkey PRIMARY KEY (workspace_id, page_id, source),
  constraint page_standings_source_check CHECK (source = ANY (ARRAY['integrity'::text, 'enforcement'::text])),
  constraint page_standings_state_check CHECK (state = ANY (ARRAY['ok'::text, 'warning'::text, 'restricted'::text, 'suspended'::text])),
  constraint page_standings_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES pages(workspace_id, page_id) ON DELETE CASCADE
);

create table pages (
  workspace_id text not null,
  page_id text not null,
  app_id text not null,
  name text not null,
  access_token bytea not null,
  state text not null default 'connected'::text,
  echoes_subscribed boolean not null default false,
  checks jsonb not null default '[]'::jsonb,
  checked_at timestamp with time zone,
  connected_at timestamp with time zone not null default now(),
  country text,
  subscribed_at timestamp with time zone,
  conversations_free_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  blocks_from timestamp with time zone not null default '-infinity'::timestamp with time zone,
  counted_until timestamp with time zone,
  insights_due_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  insights_error text,
  templates_due_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  templates_synced_at timestamp with time zone,
  templates_error text,
  template_event_id bigint not null default 0,
  constraint pages_pkey PRIMARY KEY (workspace_id, page_id),
  constraint pages_page_id_key UNIQUE (page_id),
  constraint pages_country_check CHECK (country ~ '^[A-Z]{2}$'::text),
  constraint pages_state_check CHECK (state = ANY (ARRAY['connected'::text, 'needs_token'::text, 'disconnected'::text])),
  constraint pages_workspace_id_app_id_fkey FOREIGN KEY (workspace_id, app_id) REFERENCES apps(workspace_id, app_id),
  constraint pages_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table preflight_people (
  workspace_id text not null,
  preflight_id bigint not null,
  finding text not null,
  profile_id bigint not null,
  constraint preflight_people_pkey PRIMARY KEY (workspace_id, preflight_id, finding, profile_id),
  constraint preflight_people_workspace_id_preflight_id_fkey FOREIGN KEY (workspace_id, preflight_id) REFERENCES preflights(workspace_id, preflight_id) ON DELETE CASCADE,
  constraint preflight_people_workspace_id_profile_id_fkey FOREIGN KEY (workspace_id, profile_id) REFERENCES profiles(workspace_id, profile_id) ON DELETE CASCADE
);
CREATE INDEX preflight_people_profile ON preflight_people USING btree (workspace_id, profile_id);

create table preflights (
  workspace_id text not null,
  preflight_id bigint not null generated always as identity,
  campaign_id bigint not null,
  revision integer not null,
  state text not null default 'running'::text,
  because text,
  plan jsonb not null,
  filter jsonb not null,
  last_profile_id bigint not null,
  total integer,
  checked integer not null default 0,
  fine integer not null default 0,
  unreachable integer not null default 0,
  affected integer not null default 0,
  findings jsonb not null default '[]'::jsonb,
  cursor_profile_id bigint not null default 0,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  fence integer not null default 0,
  leased_until timestamp with time zone,
  constraint preflights_pkey PRIMARY KEY (workspace_id, preflight_id),
  constraint preflights_state_check CHECK (state = ANY (ARRAY['running'::text, 'finished'::text, 'failed'::text, 'cancelled'::text])),
  constraint preflights_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX preflights_campaign ON preflights USING btree (workspace_id, campaign_id);
CREATE INDEX preflights_running ON preflights USING btree (leased_until) WHERE state = 'running'::text;

create table privacy_requests (
  workspace_id text not null,
  request_id bigint not null generated always as identity,
  kind text not null,
  source text not null,
  external_id text,
  confirmation_code text,
  state text not null,
  subject jsonb,
  profile_id bigint,
  erasure_id bigint,
  note text,
  received_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  constraint privacy_requests_pkey PRIMARY KEY (workspace_id, request_id),
  constraint privacy_requests_kind_check CHECK (kind = ANY (ARRAY['erasure'::text, 'access'::text, 'portability'::text, 'deauthorisation'::text])),
  constraint privacy_requests_source_check CHECK (source = ANY (ARRAY['opengdpr'::text, 'facebook'::text])),
  constraint privacy_requests_state_check CHECK (state = ANY (ARRAY['pending'::text, 'in_progress'::text, 'completed'::text, 'cancelled'::text])),
  constraint privacy_requests_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE INDEX privacy_requests_code ON privacy_requests USING btree (confirmation_code) WHERE confirmation_code IS NOT NULL;
CREATE UNIQUE INDEX privacy_requests_external ON privacy_requests USING btree (workspace_id, external_id) WHERE external_id IS NOT NULL;

create table private_replies (
  workspace_id text not null,
  page_id text not null,
  comment_id text not null,
  rule_id bigint,
  post_id text,
  from_id text,
  from_name text,
  comment text not null,
  commented_at timestamp with time zone not null,
  state text not null,
  reason text,
  due_at timestamp with time zone not null,
  attempts smallint not null default 0,
  may_be_sent boolean not null default false,
  started_at timestamp with time zone,
  settled_at timestamp with time zone,
  message jsonb,
  mid text,
  psid text,
  constraint private_replies_pkey PRIMARY KEY (workspace_id, page_id, comment_id),
  constraint private_replies_state_check CHECK (state = ANY (ARRAY['pending'::text, 'sending'::text, 'unknown'::text, 'accepted'::text, 'failed'::text, 'skipped'::text])),
  constraint private_replies_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id),
  constraint private_replies_workspace_id_rule_id_fkey FOREIGN KEY (workspace_id, rule_id) REFERENCES comment_rules(workspace_id, rule_id)
);
CREATE INDEX private_replies_begun ON private_replies USING btree (started_at) WHERE state = 'sending'::text;
CREATE INDEX private_replies_calls ON private_replies USING btree (workspace_id, page_id, started_at) WHERE started_at IS NOT NULL;
CREATE INDEX private_replies_due ON private_replies USING btree (workspace_id, page_id, due_at) WHERE state = ANY (ARRAY['pending'::text, 'unknown'::text]);
CREATE INDEX private_replies_log ON private_replies USING btree (workspace_id, page_id, commented_at DESC, comment_id DESC) WHERE rule_id IS NOT NULL;
CREATE INDEX private_replies_rule ON private_replies USING btree (workspace_id, rule_id, state);

create table profile_merges (
  workspace_id text not null,
  from_profile_id bigint not null,
  into_profile_id bigint not null,
  reason text not null,
  merged_at timestamp with time zone not null,
  snapshot jsonb,
  direct_into_id bigint,
  actor text not null default 'system'::text,
  moved jsonb,
  constraint profile_merges_pkey PRIMARY KEY (workspace_id, from_profile_id),
  constraint profile_merges_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE INDEX profile_merges_into ON profile_merges USING btree (workspace_id, into_profile_id);
CREATE INDEX profile_merges_kept ON profile_merges USING btree (merged_at) WHERE snapshot IS NOT NULL;

create table profiles (
  workspace_id text not null,
  profile_id bigint not null generated always as identity,
  customer_id text,
  attributes jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  search_name text generated always as (lower(((("left"(COALESCE(attributes ->> 'first_name'::text, ''::text), 100) || ' '::text) || "left"(COALESCE(attributes ->> 'last_name'::text, ''::text), 100)) || ' '::text) || "left"(COALESCE(attributes ->> 'name'::text, ''::text), 100))) stored,
  constraint profiles_pkey PRIMARY KEY (workspace_id, profile_id)
);
CREATE UNIQUE INDEX profiles_customer ON profiles USING btree (workspace_id, customer_id text_pattern_ops) WHERE customer_id IS NOT NULL;
CREATE INDEX profiles_email_prefix ON profiles USING btree (workspace_id, lower(attributes ->> 'email'::text) text_pattern_ops) WHERE attributes ? 'email'::text;
CREATE INDEX profiles_ps_id ON profiles USING btree (workspace_id, (attributes ->> 'ps_id'::text)) WHERE attributes ? 'ps_id'::text;
CREATE INDEX profiles_search_name ON profiles USING btree (workspace_id, profile_id) INCLUDE (customer_id, search_name);

create table responses (
  workspace_id text not null,
  delivery_id bigint not null,
  kind text not null,
  dedupe_key text not null,
  campaign_id bigint not null,
  at timestamp with time zone not null,
  detail text,
  occurrence integer not null default 1,
  variant smallint,
  window_was text,
  constraint responses_pkey PRIMARY KEY (workspace_id, delivery_id, kind, dedupe_key),
  constraint responses_kind_check CHECK (kind = ANY (ARRAY['reaction'::text, 'reply'::text, 'quick_reply'::text, 'postback'::text, 'click'::text])),
  constraint responses_window_was_check CHECK (window_was = ANY (ARRAY['open'::text, 'closing'::text, 'closed'::text])),
  constraint responses_workspace_id_delivery_id_fkey FOREIGN KEY (workspace_id, delivery_id) REFERENCES deliveries(workspace_id, delivery_id) ON DELETE CASCADE
);
CREATE INDEX responses_campaign ON responses USING btree (workspace_id, campaign_id, kind, delivery_id) INCLUDE (at, occurrence, variant);
CREATE INDEX responses_window ON responses USING btree (workspace_id, campaign_id, window_was, delivery_id) INCLUDE (occurrence) WHERE window_was = ANY (ARRAY['closing'::text, 'closed'::text]);

create table result_views (
  workspace_id text not null,
  campaign_id bigint not null,
  run integer not null,
  counted_at timestamp with time zone not null,
  results jsonb not null,
  constraint result_views_pkey PRIMARY KEY (workspace_id, campaign_id, run),
  constraint result_views_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id) ON DELETE CASCADE
);

create table schema_migrations (
  version integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint schema_migrations_pkey PRIMARY KEY (version)
);

create table segment_changes (
  workspace_id text not null,
  change_id bigint not null generated always as identity,
  segment_id bigint not null,
  profile_id bigint not null,
  entered boolean not null,
  at timestamp with time zone not null,
  constraint segment_changes_pkey PRIMARY KEY (workspace_id, change_id)
);

create table segment_counts (
  workspace_id text not null,
  segment_id bigint not null,
  hour timestamp with time zone not null,
  at timestamp with time zone not null,
  people integer not null,
  entered integer not null,
  left_people integer not null,
  constraint segment_counts_pkey PRIMARY KEY (workspace_id, segment_id, hour)
);

create table segment_members (
  workspace_id text not null,
  segment_id bigint not null,
  profile_id bigint not null,
  entered_at timestamp with time zone not null,
  constraint segment_members_pkey PRIMARY KEY (workspace_id, segment_id, profile_id)
);
CREATE INDEX segment_members_profile ON segment_members USING btree (workspace_id, profile_id);

create table segment_tracks (
  workspace_id text not null,
  segment_id bigint not null,
  since timestamp with time zone not null,
  due_at timestamp with time zone not null,
  computed_at timestamp with time zone,
  problem text,
  constraint segment_tracks_pkey PRIMARY KEY (workspace_id, segment_id)
);
CREATE INDEX segment_tracks_due ON segment_tracks USING btree (due_at);

create table segments (
  workspace_id text not null,
  segment_id bigint not null generated always as identity,
  name text not null,
  filter jsonb not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  tracked boolean not null default false,
  people integer,
  counted_at timestamp with time zone,
  constraint segments_pkey PRIMARY KEY (workspace_id, segment_id),
  constraint segments_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);
CREATE UNIQUE INDEX segments_name ON segments USING btree (workspace_id, lower(name));

create table sending_rules (
  workspace_id text not null,
  rules jsonb not null,
  updated_at timestamp with time zone not null,
  constraint sending_rules_pkey PRIMARY KEY (workspace_id),
  constraint sending_rules_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(workspace_id)
);

create table trigger_calls (
  workspace_id text not null,
  campaign_id bigint not null,
  idempotency_key text not null,
  body_hash bytea not null,
  answer jsonb not null,
  called_at timestamp with time zone not null,
  constraint trigger_calls_pkey PRIMARY KEY (workspace_id, campaign_id, idempotency_key)
);
CREATE INDEX trigger_calls_old ON trigger_calls USING btree (called_at);
CREATE INDEX trigger_calls_recent ON trigger_calls USING btree (workspace_id, campaign_id, called_at);

create table utility_templates (
  workspace_id text not null,
  page_id text not null,
  name text not null,
  language text not null,
  template_id text not null,
  status text not null,
  parameter_format text,
  components jsonb not null,
  rejections jsonb not null default '[]'::jsonb,
  library_name text,
  synced_at timestamp with time zone not null,
  constraint utility_templates_pkey PRIMARY KEY (workspace_id, page_id, name, language),
  constraint utility_templates_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES pages(workspace_id, page_id) ON DELETE CASCADE
);

create table watched_events (
  workspace_id text not null,
  name text not null,
  campaign_id bigint not null,
  constraint watched_events_pkey PRIMARY KEY (workspace_id, name, campaign_id),
  constraint watched_events_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaigns(workspace_id, campaign_id)
);

create table webhook_outages (
  began_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  constraint webhook_outages_pkey PRIMARY KEY (began_at)
);

create table webhook_watch (
  singleton boolean not null default true,
  seen_at timestamp with time zone not null,
  constraint webhook_watch_pkey PRIMARY KEY (singleton),
  constraint webhook_watch_singleton_check CHECK (singleton)
);

create table workers (
  worker_id text not null,
  seen_at timestamp with time zone not null default now(),
  constraint workers_pkey PRIMARY KEY (worker_id)
);

create table workspaces (
  workspace_id text not null,
  name text not null,
  time_zone text not null default 'UTC'::text,
  created_at timestamp with time zone not null default now(),
  constraint workspaces_pkey PRIMARY KEY (workspace_id),
  constraint workspaces_workspace_id_check CHECK (workspace_id ~ '^[A-Za-z0-9_-]{1,64}$'::text)
);

CREATE OR REPLACE FUNCTION public.filter_key(value jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN (octet_length((value)::text) <= 1000) THEN value ELSE NULL::jsonb END;
