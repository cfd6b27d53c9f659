-- Segments over time: who is in, since when, and how many there were.
alter table segments
  add column tracked boolean not null default false,
  -- The last exact count, whoever asked for it
  add column people integer,
  add column counted_at timestamptz;

-- What is known of keeping a segment's members. It has no foreign key: it outlives its segment until the members are gone.
create table segment_tracks (
  workspace_id text not null,
  segment_id bigint not null,
  since timestamptz not null,
  -- When the members are found anew
  due_at timestamptz not null,
  -- null: never; the first time nobody enters
  computed_at timestamptz,
  -- Why the last attempt failed, in words
  problem text,
  primary key (workspace_id, segment_id)
);
create index segment_tracks_due on segment_tracks (due_at);

-- Nor has this: checking a key for each of a million members took as long as finding them. Who is merged or erased takes
-- their rows along, and a row that came in between is gone with the next time.
create table segment_members (
  workspace_id text not null,
  segment_id bigint not null,
  profile_id bigint not null,
  entered_at timestamptz not null,
  primary key (workspace_id, segment_id, profile_id)
);
create index segment_members_profile on segment_members (workspace_id, profile_id);

-- Who came and who went, until it stands among their events.
create table segment_changes (
  workspace_id text not null,
  change_id bigint generated always as identity,
  segment_id bigint not null,
  profile_id bigint not null,
  entered boolean not null,
  at timestamptz not null,
  primary key (workspace_id, change_id)
);

-- One row an hour: `people` at its end, or now; who entered and left within it.
create table segment_counts (
  workspace_id text not null,
  segment_id bigint not null,
  hour timestamptz not null,
  at timestamptz not null,
  people integer not null,
  entered integer not null,
  left_people integer not null,
  primary key (workspace_id, segment_id, hour)
);

-- Events that Talaria itself records: who entered and left a segment.
alter table events
  drop constraint events_source_check,
  add constraint events_source_check check (source in ('messenger', 'api', 'talaria'));
