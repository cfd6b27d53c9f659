-- Who was let into a campaign, for limits of its audience and for people with the same value; and how a winner was found.

-- People let in, by the day in the workspace's time zone. Read and written under the campaign's admission lock.
create table admissions (
  workspace_id text not null,
  campaign_id bigint not null,
  day date not null,
  occurrence int not null,
  people bigint not null,
  primary key (workspace_id, campaign_id, day, occurrence),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, campaign_id)
);

-- Values of the attribute by which people count as one, as digests, and who was let in with them. Of a run they go when its
-- audience is written; occurrence 0 is for people who come in one by one, of all versions.
create table admitted_values (
  workspace_id text not null,
  campaign_id bigint not null,
  occurrence int not null,
  digest bytea not null,
  profile_id bigint not null,
  primary key (workspace_id, campaign_id, occurrence, digest)
);
create index admitted_values_person on admitted_values (workspace_id, profile_id);

alter table occurrences
  add column decision jsonb, -- the figures by which the winner was chosen
  -- Of an audience with a limit lots are drawn before it is written; whoever has one up to this finds room.
  add column draws_lots boolean not null default false,
  add column lots_until bigint; -- null: not drawn yet
create index occurrences_undecided on occurrences (winner_due_at)
  where winner_due_at is not null and winner is null and finished_at is null;
