-- Identity: ids of anonymous visitors, merges that can be undone, erasures and requests for privacy.

-- Visitors that an app knows by an id of its own making until they say who they are. A customer may have many.
create table anonymous_ids (
  workspace_id text not null,
  anonymous_id text not null,
  profile_id bigint not null,
  first_seen_at timestamptz not null default now(),
  primary key (workspace_id, anonymous_id),
  foreign key (workspace_id, profile_id) references profiles (workspace_id, profile_id)
);
create index anonymous_ids_profile on anonymous_ids (workspace_id, profile_id);

-- Customer ids that were merged into another customer: what is said of them is said of who remains.
create table customer_aliases (
  workspace_id text not null,
  customer_id text not null,
  profile_id bigint not null,
  made_at timestamptz not null,
  primary key (workspace_id, customer_id),
  foreign key (workspace_id, profile_id) references profiles (workspace_id, profile_id)
);
create index customer_aliases_profile on customer_aliases (workspace_id, profile_id);

-- into_profile_id is who remains by now; direct_into_id whom this merge was with. moved: what has to go back when it is
-- undone; null: it is too old for that, or from before merges could be undone.
alter table profile_merges
  add column direct_into_id bigint,
  add column actor text not null default 'system',
  add column moved jsonb,
  alter column snapshot drop not null;
create index profile_merges_into on profile_merges (workspace_id, into_profile_id);
create index profile_merges_kept on profile_merges (merged_at) where snapshot is not null;

-- The receipt of an erasure: who asked, when, and how many rows of which table. Nothing in it tells who was erased.
create table erasures (
  workspace_id text not null references workspaces,
  erasure_id bigint not null generated always as identity,
  requested_at timestamptz not null,
  requested_by text not null,
  source text not null check (source in ('operator', 'api', 'opengdpr', 'facebook')),
  people integer not null,
  erased integer not null default 0,
  counts jsonb not null default '{}',
  finished_at timestamptz,
  primary key (workspace_id, erasure_id)
);

-- Who is still to be erased; a row goes in the transaction that erases the person.
create table erasure_people (
  workspace_id text not null,
  erasure_id bigint not null,
  profile_id bigint not null,
  due_at timestamptz not null,
  waits_because text,
  primary key (workspace_id, erasure_id, profile_id),
  foreign key (workspace_id, erasure_id) references erasures (workspace_id, erasure_id) on delete cascade
);
create index erasure_people_due on erasure_people (due_at);

-- Keyed digests of PSIDs of the erased: a back-fill of old threads does not bring them back.
create table erased_ids (
  workspace_id text not null,
  digest bytea not null,
  erased_at timestamptz not null,
  primary key (workspace_id, digest)
);

-- Lists of people who asked for no more, and of those who cannot be reached.
create index identities_opted_out on identities (workspace_id, profile_id) where opted_out_at is not null;
create index identities_blocked_people on identities (workspace_id, profile_id) where blocked_at is not null;

-- What people, or Facebook for them, asked about their data. subject says who it is about, as told; null once completed.
create table privacy_requests (
  workspace_id text not null references workspaces,
  request_id bigint not null generated always as identity,
  kind text not null check (kind in ('erasure', 'access', 'portability', 'deauthorisation')),
  source text not null check (source in ('opengdpr', 'facebook')),
  external_id text,
  confirmation_code text,
  state text not null check (state in ('pending', 'in_progress', 'completed', 'cancelled')),
  subject jsonb,
  profile_id bigint,
  erasure_id bigint,
  note text,
  received_at timestamptz not null,
  due_at timestamptz not null,
  completed_at timestamptz,
  primary key (workspace_id, request_id)
);
create unique index privacy_requests_external on privacy_requests (workspace_id, external_id)
  where external_id is not null;
create index privacy_requests_code on privacy_requests (confirmation_code) where confirmation_code is not null;
